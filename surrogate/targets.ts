import type { Instance } from '../fitness/instance.ts'
import type { Measure } from '../fitness/measure.ts'
import { transformOf } from './recipe.ts'
import type { TrainingSet } from './training-set.ts'
import { type Transform, transformed } from './transform.ts'

/** A measure made ready for a Gaussian process: mean 0, variance 1, the noise of a row by its runs. */
export interface MeasureTarget {
  readonly measure: Measure
  readonly transform: Transform
  readonly centre: number
  readonly spread: number
  /** Rows of the training set that have a value, ascending; the arrays below follow them. */
  readonly rows: Int32Array
  readonly values: Float64Array
  /** As published: not transformed, not standardised. */
  readonly published: Float64Array
  /** 1 / runs, divided by its mean. */
  readonly noiseShares: Float64Array
  /** The share of a single run. */
  readonly noiseShareOfRun: number
}

const SPREAD_MIN = 1e-12

export function targetsOf(set: TrainingSet, instance: Instance): MeasureTarget[] {
  return set.measures.map((measure, at) => {
    const all = set.values[at] as Float64Array
    const runs = set.runs[at] as Uint16Array
    const rows = Int32Array.from([...all.keys()].filter((row) => !Number.isNaN(all[row])))
    const transform = transformOf(instance, set.epochs, measure)
    const published = Float64Array.from(rows, (row) => all[row] as number)
    const raw = published.map((value) => transformed(transform, value))
    const centre = meanOf(raw)
    const spread = Math.max(SPREAD_MIN, Math.sqrt(meanOf(raw.map((v) => (v - centre) ** 2))))
    const shares = Float64Array.from(rows, (row) => 1 / (runs[row] as number))
    const meanShare = meanOf(shares)
    return {
      measure,
      transform,
      centre,
      spread,
      rows,
      published,
      values: raw.map((value) => (value - centre) / spread),
      noiseShares: shares.map((share) => share / meanShare),
      noiseShareOfRun: 1 / meanShare,
    }
  })
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
