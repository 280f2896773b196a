import { sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * To be called when loads are complete: embedded Postgres has nobody who would clean up after them,
 * or look at the new rows, by himself.
 */
export async function tidyEvaluations(db: Database): Promise<void> {
  await sql`vacuum (analyze) evaluations`.execute(db.kysely)
}
