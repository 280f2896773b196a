import { type Migration, Migrator } from 'kysely'
import type { Database } from './database.ts'
import * as first from './migrations/0001-first.ts'
import * as attribution from './migrations/0002-attribution.ts'
import * as preparation from './migrations/0003-preparation.ts'

const MIGRATIONS: Record<string, Migration> = {
  '0001-first': first,
  '0002-attribution': attribution,
  '0003-preparation': preparation,
}

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
