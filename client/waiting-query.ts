import type { Client } from './client.ts'
import { preparingOf, Waiting, type WaitingOptions } from './waiting.ts'

/** A query that waits while predictions of its items are being computed. */
export function waitingQuery(query: Client['query'], options: WaitingOptions): Client['query'] {
  return async (input, call = {}) => {
    const waiting = new Waiting(options)
    for (;;) {
      // All of it again: an answer is of one release.
      const answer = await query(input, call)
      const errors = answer.results.map((item) =>
        'error' in item ? preparingOf(item.error) : null,
      )
      const preparing = errors.find((error) => error !== null)
      if (!preparing || !(await waiting.wait(preparing, null, call.signal))) return answer
    }
  }
}
