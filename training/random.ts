import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

/** A generator of its own for each purpose: the same labels and seed, the same numbers. */
export function randomOf(seed: number, ...labels: readonly (string | number)[]): RandomGenerator {
  // FNV-1a, so that neighbouring seeds and labels start far from each other.
  let key = 0x811c9dc5
  for (const character of [seed, ...labels].join('/')) {
    key = Math.imul(key ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return xoroshiro128plus(key)
}

/** A seed for something that draws its own numbers: an integer from 0 to 2^32 - 1. */
export function seedOf(seed: number, ...labels: readonly (string | number)[]): number {
  return uniformInt(randomOf(seed, ...labels), -0x80000000, 0x7fffffff) >>> 0
}

/** Draws integers from 0 to its argument. */
export function integersOf(random: RandomGenerator): (most: number) => number {
  return (most) => uniformInt(random, 0, most)
}

/** A standard normal number (Box and Muller 1958). */
export function normal(random: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)))
  return radius * Math.cos(2 * Math.PI * uniformFloat64(random))
}
