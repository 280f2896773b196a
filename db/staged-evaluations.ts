import { sql, type Transaction } from 'kysely'
import { copyRows } from './copy.ts'
import {
  EVALUATION_COLUMNS,
  type Evaluation,
  type EvaluationTarget,
  evaluationChunks,
} from './evaluation.ts'
import type { Schema } from './schema.ts'

/** Evaluations of a load that is only tried out. */
export const STAGED_RUN = 0

/** Makes the table of `stage`, which goes away with the transaction. */
export async function createStaged(transaction: Transaction<Schema>): Promise<void> {
  await sql`create temporary table staged_evaluations (like evaluations) on commit drop`.execute(
    transaction,
  )
}

export async function stage(
  transaction: Transaction<Schema>,
  batch: readonly Evaluation[],
  target: Omit<EvaluationTarget, 'ingestRunId'>,
): Promise<void> {
  const chunks = evaluationChunks(batch, { ...target, ingestRunId: STAGED_RUN })
  await copyRows(transaction, { table: 'staged_evaluations', columns: EVALUATION_COLUMNS }, chunks)
}

/** Copies the evaluations of one run to another, or to the staged ones. */
export async function copyEvaluations(
  transaction: Transaction<Schema>,
  from: number,
  to: { readonly table: 'evaluations' | 'staged_evaluations'; readonly ingestRunId: number },
): Promise<void> {
  await transaction
    .insertInto(to.table)
    .columns([...EVALUATION_COLUMNS])
    .expression((query) =>
      query
        .selectFrom('evaluations')
        .select('form')
        .select(sql.lit(to.ingestRunId).as('ingest_run_id'))
        .select(['architecture_id', 'epochs', 'run', 'source_file', 'sample_group', 'measured'])
        .where('ingest_run_id', '=', from),
    )
    .execute()
}
