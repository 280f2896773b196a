import { sql } from 'kysely'
import type { Database, Listening } from './database.ts'

const CHANNEL = 'eo_nas_bench_release'

/** Tells whoever listens, once the transaction is committed, that there is another current release. */
export async function announceRelease(
  executor: Database['kysely'],
  releaseId: string,
): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${releaseId})`.execute(executor)
}

/**
 * Calls back at each publication. A notice may get lost with the connection: look at
 * `currentReleaseId` from time to time as well.
 * @throws Error where the server lets nobody listen, as a read replica does
 */
export function onRelease(db: Database, callback: () => void): Promise<Listening> {
  return db.listen(CHANNEL, callback)
}
