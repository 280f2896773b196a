import type { Kind } from './kind.ts'
import type { Random } from './random.ts'

/**
 * The kinds of so many requests in a random order. Each kind is there as often as it should, at least
 * once, so that shares of equal size can be compared; the first kind takes what is left.
 */
export function deckOf(kinds: readonly Kind[], requests: number, random: Random): Kind[] {
  const [first, ...others] = kinds
  if (first === undefined) throw new Error('There are no kinds')
  const deck = others.flatMap((kind) => {
    const count = Math.max(1, Math.round((kind.perMillion * requests) / 1_000_000))
    return Array.from({ length: count }, () => kind)
  })
  while (deck.length < requests) deck.push(first)
  return random.shuffle(deck)
}
