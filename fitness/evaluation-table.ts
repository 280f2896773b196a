import type { Measure } from './measure.ts'

/**
 * All evaluations of one instance at one budget, column by column. Rows are architectures in the
 * order of their ids; the runs of row r are runStarts[r] to runStarts[r + 1] - 1 of each column.
 */
export interface EvaluationTable {
  /** Training budget in epochs. */
  readonly epochs: number
  readonly measures: readonly Measure[]
  /** One per row, ascending. */
  readonly architectureIds: Uint32Array
  /** Rows + 1 offsets. */
  readonly runStarts: Uint32Array
  /** Per run: `formOf` the cell that was trained, NaN where it is the representative. */
  readonly forms: Float64Array
  /** One column a measure, one value a run, NaN where it is missing; Float32 only without loss. */
  readonly values: readonly (Float64Array | Float32Array)[]
}
