import type { Neutrality } from './neutrality.ts'

/** Cells whose accuracy is that of always answering the largest class. */
export interface MajorityMode {
  /** Share of the largest class among the images of the split, 0 to 1. */
  readonly majorityShare: number
  /** Ids of the cells within the tolerance of it. */
  readonly cells: readonly number[]
  /** Mean number of edits between two of these cells, the first so many; null below two cells. */
  readonly distanceMean: number | null
}

/**
 * The sign of a malfunctioning metric (Traoré, Camero, Zhu 2022, "When Performance Metric
 * Malfunction Affects the Landscape"): unlike cells that all have the majority-class accuracy.
 * @param distanceOf edits between two architectures
 */
export function majorityMode(
  fitness: Float64Array,
  {
    majorityShare,
    tolerance,
    comparedMax = Number.POSITIVE_INFINITY,
  }: {
    readonly majorityShare: number
    readonly tolerance: number
    /** Most cells whose distances are taken. */
    readonly comparedMax?: number
  },
  distanceOf: (one: number, other: number) => number,
): MajorityMode {
  const cells: number[] = []
  for (let id = 0; id < fitness.length; id++) {
    if (Math.abs((fitness[id] as number) - majorityShare) <= tolerance) cells.push(id)
  }
  let sum = 0
  let pairs = 0
  const compared = cells.slice(0, comparedMax)
  for (const [place, one] of compared.entries()) {
    for (const other of compared.slice(place + 1)) {
      sum += distanceOf(one, other)
      pairs++
    }
  }
  return { majorityShare, cells, distanceMean: pairs === 0 ? null : sum / pairs }
}

export interface DivergedRuns {
  /** Architectures with a run at or below the threshold. */
  readonly cells: readonly number[]
  readonly runs: number
  /** Of these cells: those whose other runs are above the threshold. */
  readonly recovered: number
}

/** Runs that did not learn: their accuracy is at or below a threshold just above chance. */
export function divergedRuns(
  runs: ReadonlyMap<number, readonly number[]>,
  threshold: number,
): DivergedRuns {
  const cells: number[] = []
  let diverged = 0
  let recovered = 0
  for (const [id, values] of runs) {
    const below = values.filter((value) => value <= threshold).length
    if (below === 0) continue
    cells.push(id)
    diverged += below
    if (below < values.length) recovered++
  }
  return { cells, runs: diverged, recovered }
}

/** The metric with the least share of neutral neighbours tells most of them apart. */
export function mostDiscerning(
  byMetric: Readonly<Record<string, Pick<Neutrality, 'share'>>>,
): string | null {
  let best: string | null = null
  for (const [metric, { share }] of Object.entries(byMetric)) {
    if (best === null || share < (byMetric[best]?.share ?? 1)) best = metric
  }
  return best
}
