import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** The same choices again for the same seed. */
export class Random {
  readonly #generator

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed | 0)
  }

  /** From 0 to `below` - 1. */
  integer(below: number): number {
    return uniformInt(this.#generator, 0, below - 1)
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.integer(list.length)]
    if (picked === undefined) throw new Error('There is nothing to pick from')
    return picked
  }

  /** In place. */
  shuffle<T>(list: T[]): T[] {
    for (let last = list.length - 1; last > 0; last--) {
      const at = this.integer(last + 1)
      const kept = list[last] as T
      list[last] = list[at] as T
      list[at] = kept
    }
    return list
  }
}
