import type { Instance, Unit } from '../fitness/instance.ts'
import type { Measure } from '../fitness/measure.ts'
import { type Recipe, transformOf } from './recipe.ts'
import { type MeasureRuns, runsAt, type TrainingSet } from './training-set.ts'
import { type Transform, transformed } from './transform.ts'

/** A measure made ready for a Gaussian process: mean 0, variance 1, the noise of a row by its runs. */
export interface MeasureTarget {
  readonly measure: Measure
  readonly unit: Unit
  readonly transform: Transform
  readonly centre: number
  readonly spread: number
  /** Rows of the training set that have a value, ascending; the arrays below follow them. */
  readonly rows: Int32Array
  readonly values: Float64Array
  /** The runs of each row as published: not transformed, not standardised. */
  readonly published: readonly Float64Array[]
  /** 1 / runs, divided by its mean. */
  readonly noiseShares: Float64Array
  /** The share of a single run. */
  readonly noiseShareOfRun: number
  /** Variance between the runs of an architecture; null where too few were trained several times. */
  readonly runVariance: number | null
  /** Most runs of an architecture. */
  readonly runs: number
}

const SPREAD_MIN = 1e-12
/** Degrees of freedom that an estimate of the variance between runs takes. */
const REPLICATES_MIN = 20

interface Task {
  readonly instance: Instance
  readonly recipe: Recipe
}

export function targetsOf(set: TrainingSet, { instance, recipe }: Task): MeasureTarget[] {
  return set.measures.map((measure, at) => {
    const unit = instance.metrics.find(({ name }) => name === measure.metric)?.unit
    if (unit === undefined) throw new Error(`${measure.metric} is no metric of ${instance.id}`)
    const all = set.values[at] as Float64Array
    const rows = Int32Array.from([...all.keys()].filter((row) => !Number.isNaN(all[row])))
    const means = Float64Array.from(rows, (row) => all[row] as number)
    const transform = transformOf({ instance, recipe, epochs: set.epochs }, measure, means)
    const raw = means.map((value) => transformed(transform, value))
    const centre = meanOf(raw)
    const spread = Math.max(SPREAD_MIN, Math.sqrt(meanOf(raw.map((v) => (v - centre) ** 2))))
    const published = Array.from(rows, (row) => runsAt(set.runs[at] as MeasureRuns, row))
    const shares = Float64Array.from(published, (runs) => 1 / runs.length)
    const meanShare = meanOf(shares)
    const runVariance = varianceBetweenRuns(published, transform)
    return {
      measure,
      unit,
      transform,
      centre,
      spread,
      rows,
      published,
      values: raw.map((value) => (value - centre) / spread),
      noiseShares: shares.map((share) => share / meanShare),
      noiseShareOfRun: 1 / meanShare,
      runVariance: runVariance === null ? null : runVariance / spread ** 2,
      runs: published.reduce((most, runs) => Math.max(most, runs.length), 1),
    }
  })
}

/** Pooled over the architectures that were trained several times. */
function varianceBetweenRuns(
  published: readonly Float64Array[],
  transform: Transform,
): number | null {
  let squares = 0
  let freedom = 0
  for (const runs of published) {
    if (runs.length < 2) continue
    const own = runs.map((value) => transformed(transform, value))
    const mean = meanOf(own)
    for (const value of own) squares += (value - mean) ** 2
    freedom += runs.length - 1
  }
  return freedom < REPLICATES_MIN ? null : squares / freedom
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
