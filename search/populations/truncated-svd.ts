import type { RandomSource } from '../random-source.ts'
import type { SparseRows } from './sparse-rows.ts'

export type Point = readonly [number, number]

const ITERATIONS_MAX = 300
/** Squared change of a direction that ends the iterations. */
const SETTLED = 1e-18

/**
 * The rows in their first two singular directions, not centred (truncated SVD), by orthogonal
 * iteration. Sums run in a fixed order without library functions but the square root, so that every
 * language gets the same bits.
 */
export function twoComponents(matrix: SparseRows, random: RandomSource): Point[] {
  let first = normalised(randomDirection(matrix.columns, random))
  let second = normalised(without(randomDirection(matrix.columns, random), first))
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    const nextFirst = normalised(back(matrix, projected(matrix, first)))
    const nextSecond = normalised(without(back(matrix, projected(matrix, second)), nextFirst))
    const change = Math.max(squaredDistance(first, nextFirst), squaredDistance(second, nextSecond))
    first = nextFirst
    second = nextSecond
    if (change < SETTLED) break
  }
  const xs = projected(matrix, upright(first))
  const ys = projected(matrix, upright(second))
  return xs.map((x, at) => [x, ys[at] as number] as const)
}

function randomDirection(length: number, random: RandomSource): number[] {
  return Array.from({ length }, () => random.word() / 2 ** 32 - 0.5)
}

/** The rows times a direction. */
function projected({ rows }: SparseRows, direction: readonly number[]): number[] {
  return rows.map(({ places, values }) => {
    let sum = 0
    for (let at = 0; at < places.length; at++) {
      sum += (values[at] as number) * (direction[places[at] as number] as number)
    }
    return sum
  })
}

/** The transposed matrix times a number for each row. */
function back({ rows, columns }: SparseRows, weights: readonly number[]): number[] {
  const sums = new Array<number>(columns).fill(0)
  for (const [row, { places, values }] of rows.entries()) {
    for (let at = 0; at < places.length; at++) {
      const place = places[at] as number
      sums[place] = (sums[place] as number) + (values[at] as number) * (weights[row] as number)
    }
  }
  return sums
}

function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number)
  return sum
}

/** What is left of a vector at right angles to a direction. */
function without(vector: readonly number[], direction: readonly number[]): number[] {
  const along = dot(vector, direction)
  return vector.map((value, at) => value - along * (direction[at] as number))
}

/** Of length 1; all 0 where all are 0. */
function normalised(vector: readonly number[]): number[] {
  const length = Math.sqrt(dot(vector, vector))
  return length === 0 ? [...vector] : vector.map((value) => value / length)
}

function squaredDistance(left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) {
    const away = (left[at] as number) - (right[at] as number)
    sum += away * away
  }
  return sum
}

// A singular direction has no sign of its own.
function upright(direction: readonly number[]): number[] {
  let sum = 0
  for (const value of direction) sum += value
  return sum < 0 ? direction.map((value) => 0 - value) : [...direction]
}
