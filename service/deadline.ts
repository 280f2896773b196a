import type { Database } from '../db/database.ts'
import { DatabaseAwayError } from '../db/database-away.ts'

const TIMEOUT_MS = 5000

/**
 * Queries the database with a timeout, because a server can accept connections and never answer. A
 * connection that times out is given up, and the next query opens another.
 * @throws DatabaseAwayError after `timeoutMs`, and what the question throws before
 */
export async function withDeadline<T>(
  db: Database,
  question: (db: Database) => Promise<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const { db: own, giveUp } = db.borrow()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp()
      reject(new DatabaseAwayError(`The database has not answered for ${timeoutMs} ms`))
    }, timeoutMs)
  })
  try {
    return await Promise.race([question(own), late])
  } finally {
    clearTimeout(timer)
  }
}
