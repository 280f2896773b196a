import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { EDGES_MAX, edgeBit, keptVertices, parseCell, VERTICES_MAX } from './cell.ts'
import { INPUT, OPERATIONS, OUTPUT } from './operation.ts'
import { shuffled } from './shuffled.ts'
import type { Space } from './space.ts'

const INTERIOR_MAX = VERTICES_MAX - 2
const EDGE_DIMENSIONS = edgeBit(0, VERTICES_MAX)
const DIMENSIONS = EDGE_DIMENSIONS + INTERIOR_MAX
const ROUND_MIN = 16
const STEP_POINTS = 1000

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

// Most points are not: to find that out by an error takes as long as all the rest.
function isValid(adjacency: number): boolean {
  const kept = keptVertices(VERTICES_MAX, adjacency)
  let edges = 0
  for (let y = 1; y < VERTICES_MAX; y++) {
    if (((kept >>> y) & 1) === 0) continue
    for (let x = 0; x < y; x++) edges += (kept >>> x) & (adjacency >>> edgeBit(x, y)) & 1
  }
  return kept !== 0 && edges <= EDGES_MAX
}

/**
 * Distinct architecture ids by Latin hypercube sampling (McKay, Beckman, Conover 1979) as the
 * landscape studies of this space do: 26 dimensions, the 21 edges and 5 operations of an unpruned
 * cell of 7 vertices, each cut into as many strata as points. Points that are no valid architecture
 * or fall on one already drawn are dropped, and further hypercubes are drawn until there are enough.
 */
export function sampleLatinHypercube(space: Space, count: number, seed: number): number[] {
  const steps = latinHypercubeSteps(space, count, seed)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same in steps of a few milliseconds, for who has other things to do in between. */
export function* latinHypercubeSteps(
  space: Space,
  count: number,
  seed: number,
): Generator<undefined, number[]> {
  // Not every architecture is likely enough to wait for, so half of the space is the most.
  const random = generator(count, seed, Math.floor(space.size / 2))
  const found = new Set<number>()
  const points = Math.max(count, ROUND_MIN)
  while (found.size < count) {
    const upTo = (most: number) => uniformInt(random, 0, most)
    const strata: Int32Array[] = []
    while (strata.length < DIMENSIONS) {
      strata.push(shuffled(upTo, points))
      yield
    }
    for (let point = 0; point < points && found.size < count; point++) {
      if (point > 0 && point % STEP_POINTS === 0) yield
      const level = (dimension: number, levels: number) =>
        Math.floor(((strata[dimension]?.[point] ?? 0) * levels) / points)
      let adjacency = 0
      for (let edge = 0; edge < EDGE_DIMENSIONS; edge++) adjacency |= level(edge, 2) << edge
      if (!isValid(adjacency)) continue
      const matrix = Array.from({ length: VERTICES_MAX }, (_, x) =>
        Array.from({ length: VERTICES_MAX }, (_, y) =>
          x < y ? (adjacency >>> edgeBit(x, y)) & 1 : 0,
        ),
      )
      const interior = Array.from(
        { length: INTERIOR_MAX },
        (_, at) => OPERATIONS[level(EDGE_DIMENSIONS + at, OPERATIONS.length)] ?? '',
      )
      found.add(space.idOf(parseCell(matrix, [INPUT, ...interior, OUTPUT]).cell))
    }
  }
  return [...found]
}
