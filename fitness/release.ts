import type { Completeness } from './completeness.ts'
import type { EvaluationTable } from './evaluation-table.ts'
import type { Instance } from './instance.ts'
import type { PredictionTable } from './prediction-table.ts'
import type { SourceFile } from './source-file.ts'

export interface ReleasedSurrogate {
  readonly id: string
  /** Of the model file. */
  readonly sha256: string
  /** By epochs, ascending. */
  readonly predictions: readonly PredictionTable[]
}

export interface ReleasedInstance {
  readonly instance: Instance
  readonly completeness: Completeness
  readonly sources: readonly SourceFile[]
  /** By epochs, ascending. */
  readonly tables: readonly EvaluationTable[]
  readonly surrogate: ReleasedSurrogate | null
}

/** A release with all that it holds, from the database or from files. */
export interface Release {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly publishedAt: string
  /** By instance id. */
  readonly instances: readonly ReleasedInstance[]
}
