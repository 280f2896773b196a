import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { edgeBit, parseCell, VERTICES_MAX } from './cell.ts'
import { InvalidArchitectureError } from './invalid-architecture-error.ts'
import { INPUT, OPERATIONS, OUTPUT } from './operation.ts'
import { shuffled } from './shuffled.ts'
import type { Space } from './space.ts'

const INTERIOR_MAX = VERTICES_MAX - 2
const EDGE_DIMENSIONS = edgeBit(0, VERTICES_MAX)
const DIMENSIONS = EDGE_DIMENSIONS + INTERIOR_MAX
const ROUND_MIN = 16

function generator(count: number, seed: number, available: number): RandomGenerator {
  if (!Number.isInteger(count) || count < 0 || count > available) {
    throw new RangeError(`The count is ${count}; it must be an integer from 0 to ${available}.`)
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`The seed is ${seed}; it must be an integer from 0 to 4294967295.`)
  }
  return xoroshiro128plus(seed | 0)
}

/**
 * Distinct architecture ids, each set of that size equally likely; the order is random too. The same
 * seed gives the same sample everywhere, and a larger count begins with the smaller one.
 */
export function sampleUniform(space: Space, count: number, seed: number): number[] {
  const random = generator(count, seed, space.size)
  const moved = new Map<number, number>() // a Fisher-Yates shuffle that stores only what it moved
  return Array.from({ length: count }, (_, at) => {
    const chosen = uniformInt(random, at, space.size - 1)
    const id = moved.get(chosen) ?? chosen
    moved.set(chosen, moved.get(at) ?? at)
    return id
  })
}

/**
 * Distinct architecture ids by Latin hypercube sampling (McKay, Beckman, Conover 1979) as the
 * landscape studies of this space do: 26 dimensions, the 21 edges and 5 operations of an unpruned
 * cell of 7 vertices, each cut into as many strata as points. Points that are no valid architecture
 * or fall on one already drawn are dropped, and further hypercubes are drawn until there are enough.
 */
export function sampleLatinHypercube(space: Space, count: number, seed: number): number[] {
  // Not every architecture is likely enough to wait for, so half of the space is the most.
  const random = generator(count, seed, Math.floor(space.size / 2))
  const found = new Set<number>()
  const points = Math.max(count, ROUND_MIN)
  while (found.size < count) {
    const upTo = (most: number) => uniformInt(random, 0, most)
    const strata = Array.from({ length: DIMENSIONS }, () => shuffled(upTo, points))
    for (let point = 0; point < points && found.size < count; point++) {
      const level = (dimension: number, levels: number) =>
        Math.floor(((strata[dimension]?.[point] ?? 0) * levels) / points)
      const matrix = Array.from({ length: VERTICES_MAX }, (_, x) =>
        Array.from({ length: VERTICES_MAX }, (_, y) => (x < y ? level(edgeBit(x, y), 2) : 0)),
      )
      const interior = Array.from(
        { length: INTERIOR_MAX },
        (_, at) => OPERATIONS[level(EDGE_DIMENSIONS + at, OPERATIONS.length)] ?? '',
      )
      try {
        found.add(space.idOf(parseCell(matrix, [INPUT, ...interior, OUTPUT]).cell))
      } catch (error) {
        if (!(error instanceof InvalidArchitectureError)) throw error
      }
    }
  }
  return [...found]
}
