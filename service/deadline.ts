import { DatabaseAwayError } from '../db/database-away.ts'

const PATIENCE_MS = 5000

/**
 * Asks the database for a request, which is not to wait for one that takes connections and then says
 * nothing.
 * @throws DatabaseAwayError after `patienceMs`, and what the question throws before
 */
export async function withDeadline<T>(
  question: () => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DatabaseAwayError(`The database has not answered for ${patienceMs} ms`))
    }, patienceMs)
  })
  try {
    return await Promise.race([question(), late])
  } finally {
    clearTimeout(timer)
  }
}
