import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A portable seeded generator: the same numbers in every language and on every machine. */
export interface RandomSource {
  /** An integer from 0 to 2³² - 1. */
  word(): number
  /** An integer from 0 to size - 1, each equally likely. */
  below(size: number): number
  /** True with a probability. */
  chance(probability: number): boolean
  /** One of some items, of which there is at least one. */
  choice<Item>(items: readonly Item[]): Item
}

/**
 * xoroshiro128+ (Blackman and Vigna 2018), of which the low word of each output is used.
 * @throws RangeError where the seed is no integer from 0 to 2³² - 1
 */
export function randomSource(seed: number): RandomSource {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`The seed is ${seed}; it is an integer from 0 to 4294967295.`)
  }
  const random = xoroshiro128plus(seed | 0)
  const word = () => random.next() >>> 0
  const below = (size: number) => uniformInt(random, 0, size - 1)
  return {
    word,
    below,
    chance: (probability) => word() < probability * 2 ** 32,
    choice: <Item>(items: readonly Item[]) => items[below(items.length)] as Item,
  }
}
