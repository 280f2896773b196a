import type { Withheld } from './distribution.ts'
import type { EvaluationTable } from './evaluation-table.ts'
import type { Instance } from './instance.ts'
import type { PredictionTable } from './prediction-table.ts'
import type { SourceFile } from './source-file.ts'

/** Of what was published of an instance: `none` where it is known from its surrogate alone. */
export const COMPLETENESS = ['complete', 'partial', 'none'] as const
export type Completeness = (typeof COMPLETENESS)[number]

export interface ReleasedSurrogate<Table = PredictionTable> {
  readonly id: string
  /** Of the model file. */
  readonly sha256: string
  /** By epochs, ascending. */
  readonly predictions: readonly Table[]
  /** Measures that it was trained for and does not predict. */
  readonly withheld: readonly Withheld[]
}

export interface ReleasedInstance<Table = PredictionTable> {
  readonly instance: Instance
  readonly completeness: Completeness
  readonly sources: readonly SourceFile[]
  /** By epochs, ascending. */
  readonly tables: readonly EvaluationTable[]
  readonly surrogate: ReleasedSurrogate<Table> | null
}

/**
 * A release with all that it holds, from the database or from files; `Table` is what is predicted at
 * one budget, packed where it is served.
 */
export interface Release<Table = PredictionTable> {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly publishedAt: string
  /** By instance id. */
  readonly instances: readonly ReleasedInstance<Table>[]
}
