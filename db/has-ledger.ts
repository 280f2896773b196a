import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Whether a database was ever prepared for evaluations. */
export async function hasLedger(db: Database): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('ingest_runs') is not null as there`.execute(db.kysely)
  return rows[0]?.there === true
}
