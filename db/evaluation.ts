import { ARCHITECTURE_COUNT } from '../space/space.ts'
import { CopyWriter } from './copy-writer.ts'
import type { IngestPlan } from './ingest-plan.ts'

/** Measured values of one run of training. */
export interface Evaluation {
  readonly architectureId: number
  /** Training budget. */
  readonly epochs: number
  /** From 0, in the order of the source. */
  readonly run: number
  /** Index into `IngestPlan.files`. */
  readonly sourceFile: number
  /**
   * Architectures that were sampled together (the steps of a random walk) share a number: they
   * resemble each other, so cross-validation must not part them. Null where there is no such thing.
   */
  readonly sampleGroup: number | null
  /** `formOf` the labelled cell that was trained; null where it is the representative. */
  readonly form: number | null
  /** In the order of `measuresOf(instance)`; null where a value is missing. */
  readonly values: readonly (number | null)[]
}

export const EVALUATION_COLUMNS = [
  'form',
  'ingest_run_id',
  'architecture_id',
  'epochs',
  'run',
  'source_file',
  'sample_group',
  'measured',
] as const

const CHUNK_BYTES = 4 << 20
const SMALLINT_MAX = 32_767

export interface EvaluationTarget {
  readonly ingestRunId: number
  readonly plan: IngestPlan
  /** How many values an evaluation of the instance has. */
  readonly measures: number
}

/**
 * Rows for COPY.
 * @throws Error naming the evaluation that the table cannot hold
 */
export function* evaluationChunks(
  batch: readonly Evaluation[],
  target: EvaluationTarget,
): Generator<Uint8Array> {
  const writer = new CopyWriter(1 << 20)
  for (const evaluation of batch) {
    assertStorable(evaluation, target)
    const { form, architectureId, epochs, run, sourceFile, sampleGroup, values } = evaluation
    writer.row(EVALUATION_COLUMNS.length)
    if (form === null) writer.null()
    else writer.int8(form)
    writer.int4(target.ingestRunId).int4(architectureId)
    writer.int2(epochs).int2(run).int2(sourceFile)
    if (sampleGroup === null) writer.null()
    else writer.int2(sampleGroup)
    writer.float8Array(values)
    if (writer.length >= CHUNK_BYTES) yield writer.take()
  }
  if (writer.length > 0) yield writer.take()
}

function assertStorable(evaluation: Evaluation, target: EvaluationTarget): void {
  const problem = problemOf(evaluation, target)
  if (problem === undefined) return
  const { architectureId, epochs, run } = evaluation
  throw new Error(
    `Evaluation of architecture ${architectureId}, ${epochs} epochs, run ${run} of ${target.plan.instance.id}: ${problem}`,
  )
}

function problemOf(evaluation: Evaluation, target: EvaluationTarget): string | undefined {
  const { architectureId, epochs, run, sourceFile, sampleGroup, form, values } = evaluation
  const files = target.plan.files.length
  if (!isInteger(architectureId, 0, ARCHITECTURE_COUNT - 1)) {
    return `its architecture id is not from 0 to ${ARCHITECTURE_COUNT - 1}`
  }
  if (!isInteger(epochs, 1, SMALLINT_MAX) || !isInteger(run, 0, SMALLINT_MAX)) {
    return `its epochs (from 1) or its run (from 0) is no whole number up to ${SMALLINT_MAX}`
  }
  if (!isInteger(sourceFile, 0, files - 1)) return `its source file is none of the plan's ${files}`
  if (sampleGroup !== null && !isInteger(sampleGroup, 0, SMALLINT_MAX)) {
    return `its sample group is neither null nor a whole number from 0 to ${SMALLINT_MAX}`
  }
  if (form !== null && !isInteger(form, 0, Number.MAX_SAFE_INTEGER)) {
    return 'its form is neither null nor a whole number'
  }
  if (values.length !== target.measures) {
    return `it has ${values.length} values where the instance has ${target.measures} measures`
  }
  if (!values.every(isStorable)) {
    return 'one of its values is not finite; give null for what is missing'
  }
  return undefined
}

function isStorable(value: number | null): boolean {
  return value === null || Number.isFinite(value)
}

function isInteger(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}
