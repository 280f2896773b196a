import { type Migration, Migrator, sql } from 'kysely'
import type { Database } from './database.ts'
import * as schema from './migrations/0001-schema.ts'

const MIGRATIONS: Record<string, Migration> = { '0001-schema': schema }

/** The first migration of the development versions before 0.1.0. */
const BEFORE_RELEASE = '0001-first'

/**
 * Brings the schema up to date; does nothing where it is. Several servers may start at once.
 * @throws Error naming the migration that failed; its changes are rolled back
 */
export async function migrate(db: Database): Promise<void> {
  const unlock = await db.lock('migrations')
  try {
    const provider = { getMigrations: async () => MIGRATIONS }
    const { error, results } = await new Migrator({ db: db.kysely, provider }).migrateToLatest()
    if (error === undefined) return
    if (await isBeforeRelease(db)) {
      throw new Error(
        `The database was made by a development version before 0.1.0, which this version cannot read. ${START_AGAIN[db.kind]} and start again.`,
      )
    }
    const failed = results?.find((result) => result.status === 'Error')?.migrationName
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      failed === undefined
        ? `The database cannot be brought up to date: ${why}. If a migration is missing, a newer version has changed it: update this program.`
        : `Migration ${failed} failed and was rolled back: ${why}`,
      { cause: error },
    )
  } finally {
    await unlock()
  }
}

const START_AGAIN: { readonly [Kind in Database['kind']]: string } = {
  pglite: 'Delete the data folder',
  postgres: 'Name an empty database in DATABASE_URL',
}

async function isBeforeRelease(db: Database): Promise<boolean> {
  const { rows } = await sql`select 1 from kysely_migration where name = ${BEFORE_RELEASE}`
    .execute(db.kysely)
    .catch(() => ({ rows: [] }))
  return rows.length > 0
}
