import type { Measure } from './measure.ts'

/** A surrogate's predictions for every architecture of the space at one budget. */
export interface PredictionTable {
  /** Training budget in epochs. */
  readonly epochs: number
  /** Some or all of the instance's; one that could not be trained is absent. */
  readonly measures: readonly Measure[]
  /** One column a measure, one value an architecture by its id, in the unit of the metric. */
  readonly means: readonly Float32Array[]
  /** Predictive standard deviations, in the same unit and order. */
  readonly standardDeviations: readonly Float32Array[]
}
