import { type Kysely, sql, type Transaction } from 'kysely'
import { copyRows } from './copy.ts'
import type { Database } from './database.ts'
import { type Difference, differenceOf, type StoredEvaluations } from './difference.ts'
import { EVALUATION_COLUMNS, type Evaluation, evaluationChunks } from './evaluation.ts'
import type { IngestPlan } from './ingest-plan.ts'
import { IngestRefusedError } from './ingest-refused-error.ts'
import type { InstanceLock } from './instance-lock.ts'
import { packedInt4, unpackInt4 } from './packed.ts'
import type { IngestRunsTable, Schema } from './schema.ts'

/** Records of the source so far, over all batches. */
export interface IngestCounts {
  readonly accepted: number
  readonly rejected: number
}

export interface RunCount {
  readonly architectureId: number
  readonly epochs: number
  readonly runs: number
}

/**
 * Loads the evaluations of one ingest run. Nobody sees them before `complete`. Each method throws
 * an IngestRefusedError once another loader has taken the run over.
 */
export interface Loader {
  readonly ingestRunId: number
  /** Where to go on, when a load of the same plan was cut off. */
  readonly resume: ({ readonly position: number } & IngestCounts) | null
  /** What the instance holds until `complete`; null where it holds nothing. */
  readonly current: Current | null
  /** How what was written differs from what the instance holds; null where it holds nothing. */
  difference(): Promise<Difference | null>
  /** How many runs each architecture has at each budget by now. */
  runsSoFar(): Promise<Iterable<RunCount>>
  /**
   * Stores a batch and the position to resume at (not negative; the caller gives it its meaning)
   * in one transaction. Without `counts` each evaluation counts as one accepted record.
   */
  write(batch: readonly Evaluation[], position: number, counts?: IngestCounts): Promise<void>
  /** Makes this the instance's content, in the place of what was its content. */
  complete(counts: IngestCounts): Promise<void>
  /** Deletes what was written; the ledger keeps the run and the reason. */
  abandon(reason: string): Promise<void>
  /** Lets go without deleting: the next ingest of the same plan resumes at the last batch. */
  pause(): Promise<void>
}

/** The outcome of the last completed ingest of an instance. */
export interface Current extends IngestCounts, Pick<StoredEvaluations, 'ingestRunId' | 'measures'> {
  readonly source: string
  readonly completeness: IngestPlan['completeness']
}

export interface LoaderState {
  readonly plan: IngestPlan
  readonly measures: readonly string[]
  readonly ingestRunId: number
  readonly attempt: number
  readonly resume: Loader['resume']
  readonly current: Current | null
  readonly lock: InstanceLock
}

export function createLoader(db: Database, state: LoaderState): Loader {
  const { plan, ingestRunId, resume, current, measures, lock } = state
  let counts: IngestCounts = resume ?? { accepted: 0, rejected: 0 }
  return {
    ingestRunId,
    resume,
    current,
    async difference() {
      if (current === null) return null
      const table = 'evaluations'
      return differenceOf(db.kysely, { ...current, table }, { table, ingestRunId, measures })
    },
    runsSoFar: () => runsSoFar(db.kysely, ingestRunId),
    async write(batch, position, given) {
      const { accepted, rejected } = given ?? {
        accepted: counts.accepted + batch.length,
        rejected: counts.rejected,
      }
      const to = { table: 'evaluations', columns: EVALUATION_COLUMNS } as const
      const target = { ingestRunId, plan, measures: measures.length }
      await db.kysely.transaction().execute(async (transaction) => {
        await update(transaction, state, { position, accepted, rejected })
        await copyRows(transaction, to, evaluationChunks(batch, target))
      })
      counts = { accepted, rejected }
    },
    async complete({ accepted, rejected }) {
      await db.kysely.transaction().execute(async (transaction) => {
        await supersede(transaction, plan.instance.id)
        const done = { state: 'complete', finished_at: new Date(), accepted, rejected } as const
        await update(transaction, state, done)
      })
      await lock.release()
    },
    async abandon(reason) {
      await db.kysely.transaction().execute(async (transaction) => {
        await update(transaction, state, {})
        await discard(transaction, ingestRunId, reason)
      })
      await lock.release()
    },
    pause: () => lock.release(),
  }
}

/** Deletes what a run has loaded; the ledger keeps the run as failed. */
export async function discard(
  transaction: Transaction<Schema>,
  ingestRunId: number,
  failure: string,
): Promise<void> {
  await deleteEvaluations(transaction, ingestRunId)
  await transaction
    .updateTable('ingest_runs')
    .set({ state: 'failed', failure, finished_at: new Date() })
    .where('ingest_run_id', '=', ingestRunId)
    .execute()
}

type RunUpdate = Partial<
  Pick<IngestRunsTable, 'finished_at'> & IngestCounts & { position: number; state: 'complete' }
>

async function update(
  transaction: Transaction<Schema>,
  { ingestRunId, attempt, plan }: LoaderState,
  changes: RunUpdate,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('ingest_runs')
    .set({ ...changes, attempt })
    .where('ingest_run_id', '=', ingestRunId)
    .where('state', '=', 'loading')
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 1n) return
  throw new IngestRefusedError(
    `Ingest run ${ingestRunId} of ${plan.instance.id} is no longer this loader's: it was completed, abandoned, or taken up by another. Begin the ingest again.`,
  )
}

async function supersede(transaction: Transaction<Schema>, instanceId: string): Promise<void> {
  const replaced = await transaction
    .updateTable('ingest_runs')
    .set({ state: 'superseded' })
    .where('instance_id', '=', instanceId)
    .where('state', '=', 'complete')
    .returning('ingest_run_id')
    .executeTakeFirst()
  if (replaced !== undefined) await deleteEvaluations(transaction, replaced.ingest_run_id)
}

async function deleteEvaluations(
  transaction: Transaction<Schema>,
  ingestRunId: number,
): Promise<void> {
  await transaction.deleteFrom('evaluations').where('ingest_run_id', '=', ingestRunId).execute()
}

async function runsSoFar(kysely: Kysely<Schema>, ingestRunId: number): Promise<Iterable<RunCount>> {
  const packed = await kysely
    .selectFrom((query) =>
      query
        .selectFrom('evaluations')
        .select(['architecture_id', 'epochs'])
        .select((select) => select.fn.countAll<number>().as('runs'))
        .where('ingest_run_id', '=', ingestRunId)
        .groupBy(['architecture_id', 'epochs'])
        .as('counted'),
    )
    .select([
      packedInt4(sql.ref('architecture_id')).as('architectureIds'),
      packedInt4(sql.ref('epochs')).as('epochs'),
      packedInt4(sql.ref('runs')).as('runs'),
    ])
    .executeTakeFirstOrThrow()
  const architectureIds = unpackInt4(packed.architectureIds)
  const epochs = unpackInt4(packed.epochs)
  const runs = unpackInt4(packed.runs)
  return Array.from(architectureIds.keys(), (index) => ({
    architectureId: architectureIds[index] ?? 0,
    epochs: epochs[index] ?? 0,
    runs: runs[index] ?? 0,
  }))
}
