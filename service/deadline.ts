import type { Database } from '../db/database.ts'
import { DatabaseAwayError } from '../db/database-away.ts'

const PATIENCE_MS = 5000

/**
 * Asks the database for a request, which is not to wait for one that takes connections and then says
 * nothing. A connection that has not answered by then counts as lost: the next question has another.
 * @throws DatabaseAwayError after `patienceMs`, and what the question throws before
 */
export async function withDeadline<T>(
  db: Database,
  question: (db: Database) => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const { db: own, giveUp } = db.borrow()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp()
      reject(new DatabaseAwayError(`The database has not answered for ${patienceMs} ms`))
    }, patienceMs)
  })
  try {
    return await Promise.race([question(own), late])
  } finally {
    clearTimeout(timer)
  }
}
