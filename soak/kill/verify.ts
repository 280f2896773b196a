import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { currentReleaseId, loadRelease } from '../../db/load-release.ts'
import { everyEvaluation } from '../../test/support/test-ingest.ts'
import { ARCHITECTURES, BATCH, evaluation } from './pipeline.ts'

/**
 * What must hold right after a kill, before anything repairs: of a load under way there are whole
 * batches, as many as its ledger says, and a current release can be read.
 * @returns rows that were counted
 */
export async function verifyKilled(db: Database): Promise<number> {
  const tables = (await db.kysely.introspection.getTables()).map(({ name }) => name)
  if (!tables.includes('current_release')) {
    // A migration is there as a whole or not at all.
    deepStrictEqual(tables, [])
    return 0
  }
  const runs = await db.kysely
    .selectFrom('ingest_runs')
    .select(['ingest_run_id', 'state', 'position', 'accepted'])
    .where('state', 'in', ['loading', 'complete'])
    .execute()
  let rows = 0
  for (const run of runs) {
    const { count } = await db.kysely
      .selectFrom('evaluations')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('ingest_run_id', '=', run.ingest_run_id)
      .executeTakeFirstOrThrow()
    strictEqual(count, run.accepted)
    strictEqual(count, run.position * BATCH)
    rows += count
  }
  const current = await currentReleaseId(db)
  if (current !== null) await loadRelease(db, current)
  return rows
}

/**
 * What must hold once the next start is done: every row of the generation and no other.
 * @returns rows that were compared
 */
export async function verifyDone(
  db: Database,
  generation: number,
  releaseId: string,
): Promise<number> {
  const stored = await everyEvaluation(db)
  strictEqual(stored.length, ARCHITECTURES)
  for (const [id, row] of stored.entries()) {
    const { values, epochs, run } = evaluation(generation, id)
    deepStrictEqual(
      [row.architecture_id, row.epochs, row.run, row.measured],
      [id, epochs, run, values],
    )
  }
  const runs = await db.kysely.selectFrom('ingest_runs').select(['state', 'accepted']).execute()
  deepStrictEqual(
    runs.filter(({ state }) => state === 'complete' || state === 'loading'),
    [{ state: 'complete', accepted: ARCHITECTURES }],
  )
  strictEqual(await currentReleaseId(db), releaseId)
  const { instances } = await loadRelease(db, releaseId)
  const [table] = instances[0]?.tables ?? []
  for (let id = 0; id < ARCHITECTURES; id++) {
    const values = table?.values.map((column) => column[id])
    const expected = evaluation(generation, id).values.map((value) => value ?? Number.NaN)
    deepStrictEqual(values, expected)
  }
  return stored.length + ARCHITECTURES
}

/** Back to a database without tables. */
export async function reset(db: Database): Promise<void> {
  await sql`drop schema public cascade`.execute(db.kysely)
  await sql`create schema public`.execute(db.kysely)
}
