import type { Coverage } from '../fitness/coverage.ts'
import { coverageOf } from '../fitness/coverage.ts'
import { type DescribedInstance, describeInstance } from '../fitness/describe-instance.ts'
import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Space } from '../space/space.ts'

/** A release as it is exported; what the database gives has this shape. */
export interface ExportedRelease {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly publishedAt: string
  /** By instance id. */
  readonly instances: readonly ExportedInstance[]
}

export interface ExportedInstance extends Omit<DescribedInstance, keyof Coverage | 'surrogate'> {
  readonly tables: readonly EvaluationTable[]
  readonly surrogate: {
    readonly id: string
    /** Of the model file. */
    readonly sha256: string
    readonly predictions: readonly PredictionTable[]
  } | null
}

/** The instance as `GET /v1/instances/{instance}` answers it. */
export function instanceJson(exported: ExportedInstance, { size }: Space): string {
  const { instance, completeness, sources, tables, surrogate } = exported
  const coverage = coverageOf(tables, surrogate?.predictions ?? [], size)
  const described = { instance, completeness, sources, surrogate: surrogate?.id ?? null }
  return JSON.stringify(describeInstance({ ...described, ...coverage }, size))
}
