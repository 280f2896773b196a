import { fnv1a } from '../../fitness/random-hash.ts'
import type { Context } from './context.ts'
import { ApiError } from './errors.ts'
import { unfinished, unfinishedError } from './preparation.ts'
import type { ReleaseView, SurrogateModel } from './release-view.ts'

/** @throws ApiError `surrogate_not_found`, or `unavailable` while its predictions are being computed */
export function surrogateModel({ release, preparation }: Context, id: string): SurrogateModel {
  const model = release.surrogates.get(id)
  if (model !== undefined) return model
  const now = preparation?.()
  const pending = now?.pending.find(({ surrogate }) => surrogate === id)
  if (now !== undefined && pending !== undefined) throw unfinishedError(unfinished(now, [pending]))
  const known = [...release.surrogates.keys()].join(', ') || 'none'
  throw new ApiError(
    'surrogate_not_found',
    `There is no surrogate ${JSON.stringify(id)}; this release has: ${known}.`,
  )
}

const revisions = new WeakMap<ReleaseView['surrogates'], string>()

/** Of all cards: a model may be evaluated anew while the release, made of its predictions, stays. */
export function cardsRevision({ release: { surrogates } }: Context): string {
  const known = revisions.get(surrogates)
  if (known !== undefined) return known
  const cards = [...surrogates.values()].map(({ card }) => card)
  const revision = `cards ${fnv1a(JSON.stringify(cards))}`
  revisions.set(surrogates, revision)
  return revision
}
