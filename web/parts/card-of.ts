import type { PageRequest } from '../ask.ts'
import type { Instance } from '../shared/measures.ts'
import type { Card } from './intervals.ts'

/** The card of the surrogate of an instance; null where there is none, or not yet. */
export function cardOf(request: PageRequest, { surrogate }: Instance): Promise<Card | null> {
  if (surrogate === null) return Promise.resolve(null)
  return request
    .remember(`card ${surrogate}`, () => request.ask('getSurrogate', { surrogate }))
    .catch(() => null)
}
