import { measureKey, measuresOf } from '../../fitness/measure.ts'
import {
  type DivergedRuns,
  divergedRuns,
  type MajorityMode,
  majorityMode,
  mostDiscerning,
} from '../../landscape/metric-malfunction.ts'
import { type Neutrality, neutrality, publishedTolerance } from '../../landscape/neutrality.ts'
import { editDistances } from '../../space/edit-distance.ts'
import { fitnessOf, type OpenedRelease } from '../opened-release.ts'
import { noiseOf } from '../stated-noise.ts'
import { measuredRuns } from './measured-runs.ts'

/** Tolerances in standard deviations between runs. */
export const NOISE_TOLERANCES = [0.5, 1, 2] as const
/** So near to the share of the largest class, an accuracy counts as that of answering it always. */
export const MAJORITY_TOLERANCE = 0.005
/** A run at or below so many times the chance level did not learn. */
export const DIVERGED_CHANCES = 1.1

// The mean distance of more cells takes minutes and says the same.
const COMPARED_MAX = 100

export interface MetricsProblem {
  readonly instance: string
  /** Without it, the largest budget. */
  readonly epochs?: number | undefined
  /** Share of the largest class among the images, 0 to 1; without it, no cells are looked for there. */
  readonly majorityShare?: number | undefined
}

export interface StudiedMetric {
  /** As in a sort order: `validationOverallAccuracy`. */
  readonly measure: string
  readonly split: string | null
  /** Standard deviation between runs as the surrogate's card states it. */
  readonly noiseDeviation: number | null
  /**
   * Of the predicted means, neighbours by one graph edit, at the tolerance of the published studies; null
   * without predictions.
   */
  readonly published: Neutrality | null
  /** The same at each of NOISE_TOLERANCES; null where the noise is not known. */
  readonly byNoise: readonly Neutrality[] | null
  readonly diverged: DivergedRuns
  readonly majority: MajorityMode | null
}

export interface MetricsStudy {
  readonly instance: string
  readonly epochs: number
  readonly release: string
  readonly architectures: number
  /** At or below it, a run did not learn. */
  readonly divergedThreshold: number
  readonly metrics: readonly StudiedMetric[]
  /** By split: the metric that tells most neighbours apart at one noise deviation. */
  readonly mostDiscerning: Readonly<Record<string, string>>
}

/**
 * Compares the quality metrics of an instance: neutrality, cells at the share of the largest class, and
 * runs that did not learn.
 */
export async function studyMetrics(
  opened: OpenedRelease,
  { instance, epochs: asked, majorityShare }: MetricsProblem,
): Promise<MetricsStudy> {
  const described = await opened.local.getInstance({ instance })
  const epochs = asked ?? described.epochs.at(-1) ?? 0
  const graph = opened.graphOf('graph-edit')
  const divergedThreshold = DIVERGED_CHANCES / described.classes
  const kinds = new Map(described.metrics.map((one) => [one.name, one]))
  const metrics: StudiedMetric[] = []
  for (const one of measuresOf(described)) {
    const kind = kinds.get(one.metric)
    if (one.halfway || kind?.unit !== 'fraction' || kind.direction !== 'maximize') continue
    const measure = measureKey(one)
    const fitness = await fitnessOf(opened, { instance, epochs, measure, source: 'surrogate' })
    const isPredicted = !fitness.every(Number.isNaN)
    const noiseDeviation = await noiseOf(opened, { instance, epochs, measure })
    const landscape = { graph, fitness }
    const runs = await measuredRuns(opened, { instance, epochs, measure, runs: described.runs })
    const majority =
      majorityShare === undefined
        ? null
        : measuredMode(graph, runs, { size: fitness.length, majorityShare })
    metrics.push({
      measure,
      split: one.split,
      noiseDeviation,
      published: isPredicted ? neutrality(landscape, publishedTolerance(fitness)) : null,
      byNoise:
        noiseDeviation === null || !isPredicted
          ? null
          : NOISE_TOLERANCES.map((times) => neutrality(landscape, times * noiseDeviation)),
      diverged: divergedRuns(runs, divergedThreshold),
      majority,
    })
  }
  const { release } = opened.local
  const architectures = opened.space.size
  const best = bySplit(metrics)
  return {
    instance,
    epochs,
    release,
    architectures,
    divergedThreshold,
    metrics,
    mostDiscerning: best,
  }
}

function measuredMode(
  graph: Parameters<typeof editDistances>[0],
  runs: ReadonlyMap<number, readonly number[]>,
  { size, majorityShare }: { readonly size: number; readonly majorityShare: number },
): MajorityMode {
  const means = new Float64Array(size).fill(Number.NaN)
  for (const [id, values] of runs) {
    means[id] = values.reduce((sum, value) => sum + value, 0) / values.length
  }
  const found = new Map<number, Uint8Array>()
  const distancesFrom = (id: number) => {
    const known = found.get(id)
    if (known !== undefined) return known
    const made = editDistances(graph, [id])
    found.set(id, made)
    return made
  }
  const at = { majorityShare, tolerance: MAJORITY_TOLERANCE, comparedMax: COMPARED_MAX }
  return majorityMode(means, at, (one, other) => distancesFrom(one)[other] as number)
}

function bySplit(metrics: readonly StudiedMetric[]): Record<string, string> {
  const splits = new Set(metrics.map(({ split }) => split ?? 'all'))
  return Object.fromEntries(
    [...splits].flatMap((split) => {
      const own = metrics.flatMap((one) => {
        const atNoise = one.byNoise?.[NOISE_TOLERANCES.indexOf(1)]
        return (one.split ?? 'all') === split && atNoise ? [[one.measure, atNoise] as const] : []
      })
      const best = own.length < 2 ? null : mostDiscerning(Object.fromEntries(own))
      return best === null ? [] : [[split, best]]
    }),
  )
}
