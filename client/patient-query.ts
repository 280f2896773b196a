import type { Client } from './client.ts'
import { Patience, type PatienceOptions, preparingOf } from './patience.ts'

/** A query that waits while predictions of its items are being computed. */
export function patientQuery(query: Client['query'], options: PatienceOptions): Client['query'] {
  return async (input, call = {}) => {
    const patience = new Patience(options)
    for (;;) {
      // All of it again: an answer is of one release.
      const answer = await query(input, call)
      const errors = answer.results.map((item) =>
        'error' in item ? preparingOf(item.error) : null,
      )
      const preparing = errors.find((error) => error !== null)
      if (!preparing || !(await patience.wait(preparing, null, call.signal))) return answer
    }
  }
}
