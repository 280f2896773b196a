import { setTimeout } from 'node:timers/promises'
import { isDatabaseAway } from '../db/database-away.ts'

export interface Waiting {
  /** Told that the database is away and after how many milliseconds the next try comes. */
  readonly onWait: (error: unknown, milliseconds: number) => void
  readonly signal: AbortSignal
  /** Milliseconds before the second try, doubled up to `mostMs` before each other. */
  readonly firstMs?: number
  readonly mostMs?: number
}

/**
 * Does something that needs the database, again and again while Postgres is away.
 * @param attempt may have been cut off anywhere and is begun anew
 * @throws whatever else goes wrong, and AbortError when the signal says so
 */
export async function whileAway<T>(attempt: () => Promise<T>, waiting: Waiting): Promise<T> {
  const { onWait, signal, firstMs = 250, mostMs = 5000 } = waiting
  for (let milliseconds = firstMs; ; milliseconds = Math.min(2 * milliseconds, mostMs)) {
    signal.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      if (!isDatabaseAway(error) || signal.aborted) throw error
      onWait(error, milliseconds)
    }
    await setTimeout(milliseconds, undefined, { signal })
  }
}
