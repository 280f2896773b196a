import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { kendallTau } from '../../fitness/kendall-tau.ts'
import { type Measure, measureName } from '../../fitness/measure.ts'
import type { Ceiling } from '../../surrogate/card.ts'
import { randomOf } from '../random.ts'
import { type MeasureRuns, measured, runsAt } from '../training-set.ts'
import { closestPairsCeiling } from './closest-pairs.ts'
import type { FoldData } from './fold.ts'
import { otherSplitCeiling } from './split-ceiling.ts'

const DRAWS = 20
/** Fewer say little, and those that happen to be repeated may be unlike the others. */
const REPEATED_ROWS_MIN = 50
/** Noise is drawn from so many architectures of similar value: bad ones are noisier than good ones. */
const NEIGHBOURS = 50

/** What tau the noise of the measurements leaves within reach; empty where that cannot be known. */
export function noiseCeilings(
  { set, features }: Pick<FoldData, 'set' | 'features'>,
  { measure, seed }: { measure: number; seed: number },
): Ceiling[] {
  const runs = set.runs[measure] as MeasureRuns
  const repeated = repeatedRows(runs)
  if (repeated.length < REPEATED_ROWS_MIN) {
    const label = `${set.epochs}/${measureName(set.measures[measure] as Measure)}`
    const values = set.values[measure] as Float64Array
    return [
      ...closestPairsCeiling(values, features, { seed, label }),
      ...otherSplitCeiling(set, measure),
    ]
  }
  const random = randomOf(seed, 'noise', set.epochs, measure)
  return [
    ceiling('perfect prediction', measured(set.values[measure] as Float64Array), () =>
      simulatedTau(runs, repeated, random),
    ),
    ceiling('two runs', repeated.length, () => retestTau(repeated, random)),
  ].flat()
}

function ceiling(kind: Ceiling['kind'], architectures: number, draw: () => number | null) {
  let sum = 0
  for (let at = 0; at < DRAWS; at++) {
    const tau = draw()
    if (tau === null) return []
    sum += tau
  }
  return [{ kind, tau: sum / DRAWS, architectures }]
}

interface RepeatedRow {
  readonly mean: number
  readonly values: Float64Array
  /** Distances of the runs from their mean, widened for the mean being theirs. */
  readonly residuals: Float64Array
}

/** Rows with two or more runs, by their mean. */
function repeatedRows(runs: MeasureRuns): RepeatedRow[] {
  return rowsOf(runs)
    .filter(({ length }) => length >= 2)
    .map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const widening = Math.sqrt(values.length / (values.length - 1))
      return { mean, values, residuals: values.map((value) => (value - mean) * widening) }
    })
    .sort((a, b) => a.mean - b.mean)
}

function rowsOf(runs: MeasureRuns): Float64Array[] {
  return Array.from({ length: runs.starts.length - 1 }, (_, row) => runsAt(runs, row))
}

// Which run is which is not known in every table, so both are drawn.
function retestTau(repeated: readonly RepeatedRow[], random: RandomGenerator): number | null {
  const first = new Float64Array(repeated.length)
  const second = new Float64Array(repeated.length)
  for (const [row, { values }] of repeated.entries()) {
    const one = uniformInt(random, 0, values.length - 1)
    const other = (one + uniformInt(random, 1, values.length - 1)) % values.length
    first[row] = values[one] as number
    second[row] = values[other] as number
  }
  return kendallTau(first, second)
}

/**
 * The measured means spread wider than the true values by their noise; drawn together by as much
 * they stand for the truth, and fresh noise of as many runs as were measured is put on them.
 */
function simulatedTau(
  runs: MeasureRuns,
  repeated: readonly RepeatedRow[],
  random: RandomGenerator,
): number | null {
  const rows = rowsOf(runs).filter(({ length }) => length > 0)
  const means = rows.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length)
  const noise = rows.map((values, row) => {
    const near = neighboursOf(means[row] as number, repeated)
    let sum = 0
    for (let run = 0; run < values.length; run++) {
      const { residuals } = near[uniformInt(random, 0, near.length - 1)] as RepeatedRow
      sum += residuals[uniformInt(random, 0, residuals.length - 1)] as number
    }
    return sum / values.length
  })
  const centre = medianOf(means)
  const noiseShare = (deviationOf(noise) / deviationOf(means)) ** 2
  // Nothing but noise, or the same value nearly everywhere.
  if (!(noiseShare < 1)) return null
  const shrinkage = Math.sqrt(1 - noiseShare)
  const truth = means.map((mean) => centre + shrinkage * (mean - centre))
  return kendallTau(
    truth,
    truth.map((value, row) => value + (noise[row] as number)),
  )
}

function neighboursOf(mean: number, repeated: readonly RepeatedRow[]): readonly RepeatedRow[] {
  let low = 0
  let high = repeated.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((repeated[middle] as RepeatedRow).mean < mean) low = middle + 1
    else high = middle
  }
  const start = Math.max(0, Math.min(low - NEIGHBOURS / 2, repeated.length - NEIGHBOURS))
  return repeated.slice(start, start + NEIGHBOURS)
}

// By the median absolute deviation: a few failed trainings would outweigh all others in a variance.
function deviationOf(values: readonly number[]): number {
  const centre = medianOf(values)
  return medianOf(values.map((value) => Math.abs(value - centre)))
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2
}
