import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

/** The integers from 0 to size - 1 in random order (Fisher and Yates); draws from the generator. */
export function shuffled(random: RandomGenerator, size: number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, at) => at)
  for (let at = size - 1; at > 0; at--) {
    const other = uniformInt(random, 0, at)
    const moved = order[at] as number
    order[at] = order[other] as number
    order[other] = moved
  }
  return order
}
