import type { Distribution } from './distribution.ts'
import type { Measure } from './measure.ts'

/** A surrogate's predictions for every architecture of the space at one budget. */
export interface PredictionTable {
  /** Training budget in epochs. */
  readonly epochs: number
  /** Some or all of the instance's; one that could not be trained or has no skill is absent. */
  readonly measures: readonly Measure[]
  /** One column a measure, one value an architecture by its id, in the unit of the metric. */
  readonly means: readonly Float32Array[]
  /** Of a single run, in the same unit and order. */
  readonly standardDeviations: readonly Float32Array[]
  /** Of the measures, in their order. */
  readonly distributions: readonly Distribution[]
  /** Correlations of the measures' deviations from their means: unit diagonal, positive definite. */
  readonly correlations: readonly (readonly number[])[]
  /**
   * By architecture id: graph edits to the nearest architecture that the surrogate was trained on at
   * this budget; 255 where none can be reached.
   */
  readonly nearestMeasured: Uint8Array
}
