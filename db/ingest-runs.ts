import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import { Instance } from '../fitness/instance.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'
import type { Database } from './database.ts'
import { budgetsOf } from './evaluation-tables.ts'
import { fingerprintOf, type IngestPlan } from './ingest-plan.ts'
import { IngestRefusedError } from './ingest-refused-error.ts'
import { lockInstance } from './instance-lock.ts'
import { type Current, createLoader, discard, type Loader } from './loader.ts'
import type { Schema } from './schema.ts'
import { copyEvaluations } from './staged-evaluations.ts'

export type IngestStart =
  | { readonly status: 'unchanged'; readonly ingestRunId: number }
  | { readonly status: 'loading'; readonly loader: Loader }

/**
 * Begins to load an instance, or takes up a load of the same plan that was cut off. What another
 * plan left unfinished is discarded. Waits while another process loads the instance.
 * @returns `unchanged` where the same plan is the instance's current content
 * @throws IngestRefusedError where a sample would replace complete data
 */
export async function beginIngest(db: Database, plan: IngestPlan): Promise<IngestStart> {
  const fingerprint = fingerprintOf(plan)
  const before = await unfinishedAndCurrent(db.kysely, plan)
  if (before.loading === undefined && before.current?.fingerprint === fingerprint) {
    return { status: 'unchanged', ingestRunId: before.current.ingest_run_id }
  }
  const lock = await lockInstance(db, plan.instance.id)
  try {
    const start = await db.kysely
      .transaction()
      .execute((transaction) => decide(transaction, { plan, fingerprint }))
    if (start.status === 'unchanged') {
      await lock.release()
      return start
    }
    const measures = measuresOf(plan.instance).map(measureName)
    return { status: 'loading', loader: createLoader(db, { ...start, plan, measures, lock }) }
  } catch (error) {
    await lock.release()
    throw error
  }
}

type Decision =
  | { readonly status: 'unchanged'; readonly ingestRunId: number }
  | {
      readonly status: 'loading'
      readonly ingestRunId: number
      readonly attempt: number
      readonly resume: Loader['resume']
      readonly current: Current | null
    }

async function decide(
  transaction: Transaction<Schema>,
  { plan, fingerprint }: { plan: IngestPlan; fingerprint: string },
): Promise<Decision> {
  const { current, loading } = await unfinishedAndCurrent(transaction, plan)
  const unchanged = current?.fingerprint === fingerprint
  if (plan.appendsTo !== undefined && current?.fingerprint !== plan.appendsTo) {
    throw new IngestRefusedError(
      `${plan.instance.id} was loaded anew in the meantime. Append to it again.`,
    )
  }
  if (current?.completeness === 'complete' && plan.completeness === 'partial') {
    throw new IngestRefusedError(
      `${plan.instance.id} holds the complete data of ${current.source}; a partial ${plan.source} would replace them. Load the sample into another database, or under another instance id.`,
    )
  }
  if (current?.completeness === 'complete' && !unchanged) {
    await refuseLoss(transaction, { plan, ingestRunId: current.ingest_run_id })
  }
  const held = current === undefined ? null : currentOf(current)
  if (loading !== undefined && (unchanged || loading.fingerprint !== fingerprint)) {
    await discard(transaction, loading.ingest_run_id, 'Another plan was begun before it was done')
  } else if (loading !== undefined) {
    const { ingest_run_id, position, accepted, rejected } = loading
    const attempt = loading.attempt + 1
    await transaction
      .updateTable('ingest_runs')
      .set({ attempt })
      .where('ingest_run_id', '=', ingest_run_id)
      .execute()
    const resume = { position, accepted, rejected }
    return { status: 'loading', ingestRunId: ingest_run_id, attempt, resume, current: held }
  }
  if (unchanged) return { status: 'unchanged', ingestRunId: current.ingest_run_id }
  const ingestRunId = await insertRun(transaction, { plan, fingerprint })
  if (held !== null && plan.appendsTo !== undefined) {
    await copyEvaluations(transaction, held.ingestRunId, { table: 'evaluations', ingestRunId })
  }
  return { status: 'loading', ingestRunId, attempt: 1, resume: null, current: held }
}

async function unfinishedAndCurrent(executor: Database['kysely'], { instance }: IngestPlan) {
  const runs = await executor
    .selectFrom('ingest_runs')
    .select(['ingest_run_id', 'source', 'state', 'completeness', 'fingerprint', 'descriptor'])
    .select(['attempt', 'position', 'accepted', 'rejected'])
    .where('instance_id', '=', instance.id)
    .where('state', 'in', ['loading', 'complete'])
    .execute()
  return {
    loading: runs.find((run) => run.state === 'loading'),
    current: runs.find((run) => run.state === 'complete'),
  }
}

function currentOf(
  run: NonNullable<Awaited<ReturnType<typeof unfinishedAndCurrent>>['current']>,
): Current {
  const { ingest_run_id: ingestRunId, source, completeness, accepted, rejected } = run
  const measures = measuresOf(Instance.parse(run.descriptor)).map(measureName)
  return { ingestRunId, source, completeness, accepted, rejected, measures }
}

async function insertRun(
  transaction: Transaction<Schema>,
  { plan, fingerprint }: { plan: IngestPlan; fingerprint: string },
): Promise<number> {
  const { ingest_run_id } = await transaction
    .insertInto('ingest_runs')
    .values({
      source: plan.source,
      instance_id: plan.instance.id,
      completeness: plan.completeness,
      fingerprint,
      descriptor: plan.instance,
      parser_version: plan.parserVersion,
    })
    .returning('ingest_run_id')
    .executeTakeFirstOrThrow()
  const files = plan.files.map((file, ordinal) => ({
    ingest_run_id,
    ordinal,
    sha256: file.sha256,
    name: file.name,
    size_bytes: file.sizeBytes,
    url: file.url,
    title: file.title,
    licence: file.licence,
    attribution: file.attribution,
  }))
  if (files.length > 0) await transaction.insertInto('ingest_run_sources').values(files).execute()
  return ingest_run_id
}

async function refuseLoss(
  transaction: Transaction<Schema>,
  { plan, ingestRunId }: { plan: IngestPlan; ingestRunId: number },
): Promise<void> {
  const { epochs: given, files, instance } = plan
  if (given === undefined) return
  const held = await budgetsOf(transaction, ingestRunId)
  const lost = held.filter(({ epochs }) => !given.includes(epochs)).map(({ epochs }) => epochs)
  if (lost.length === 0) return
  throw new IngestRefusedError(
    `${instance.id} holds complete data at ${lost.join(', ')} epochs, which ${files.map(({ name }) => name).join(' and ')} does not have: they would be lost. Load it into another database.`,
  )
}

/** Whether a database was ever prepared for evaluations. */
export async function hasLedger(db: Database): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('ingest_runs') is not null as there`.execute(db.kysely)
  return rows[0]?.there === true
}
