import { setTimeout } from 'node:timers/promises'
import { isDatabaseAway } from '../db/database-away.ts'

export interface BackoffOptions {
  /** Called before each pause, with the error and the pause in milliseconds. */
  readonly onWait: (error: unknown, milliseconds: number) => void
  readonly signal: AbortSignal
  /** Milliseconds of the first pause; each further pause is twice as long, up to `mostMs`. */
  readonly firstMs?: number
  readonly mostMs?: number
}

/**
 * Retries with exponential backoff while Postgres is unavailable.
 * @param attempt starts again from its beginning
 * @throws every other error of the attempt, and AbortError when the signal aborts
 */
export async function retryWithBackoff<T>(
  attempt: () => Promise<T>,
  options: BackoffOptions,
): Promise<T> {
  const { onWait, signal, firstMs = 250, mostMs = 5000 } = options
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
