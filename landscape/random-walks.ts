import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { correlationLengthOf } from './autocorrelation.ts'
import { type Landscape, valuedIds } from './landscape.ts'

export interface WalkOptions {
  readonly walks: number
  /** Moves of each walk. */
  readonly length: number
  /** 0 to 2^32 - 1. */
  readonly seed: number
}

/**
 * Random walks from uniform starts over architectures that have a value, each move to a uniform
 * neighbour that has one. A walk without a move ends early. The same seed gives the same walks.
 * @returns architecture ids, `length + 1` a walk
 */
export function randomWalks({ graph, fitness }: Landscape, options: WalkOptions): Uint32Array[] {
  const { offsets, neighbours } = graph
  const random = xoroshiro128plus(options.seed | 0)
  const ids = valuedIds(fitness)
  return Array.from({ length: options.walks }, () => {
    const walk = [ids[uniformInt(random, 0, ids.length - 1)] as number]
    while (walk.length <= options.length) {
      const id = walk.at(-1) as number
      const moves: number[] = []
      for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
        const other = neighbours[at] as number
        if (!Number.isNaN(fitness[other])) moves.push(other)
      }
      if (moves.length === 0) break
      walk.push(moves[uniformInt(random, 0, moves.length - 1)] as number)
    }
    return Uint32Array.from(walk)
  })
}

/** Estimates of the autocorrelation at one move from the fitness along walks. */
export interface WalkAutocorrelation {
  /** With one mean and one variance for all walks. */
  readonly pooled: number
  /** -1 / ln |pooled|, in moves. */
  readonly correlationLength: number
  /** Mean of the autocorrelations of single walks, each with its own mean: biased for short walks. */
  readonly meanOfWalks: number
  /** 1 / meanOfWalks: the ruggedness τ of Traoré, Camero, Zhu (2021). */
  readonly publishedRuggedness: number
}

/** @param walks fitness along each walk, in order */
export function walkAutocorrelation(walks: readonly ArrayLike<number>[]): WalkAutocorrelation {
  const all = walks.flatMap((walk) => Array.from(walk))
  const pooled = lagOne(walks, meanOf(all), varianceOf(all))
  const single = walks.map((walk) => lagOne([walk], meanOf(walk), varianceOf(walk)))
  const finite = single.filter((value) => Number.isFinite(value))
  const meanOfWalks = meanOf(finite)
  return {
    pooled,
    correlationLength: correlationLengthOf(pooled),
    meanOfWalks,
    publishedRuggedness: 1 / meanOfWalks,
  }
}

function lagOne(walks: readonly ArrayLike<number>[], mean: number, variance: number): number {
  let products = 0
  let pairs = 0
  for (const walk of walks) {
    for (let at = 1; at < walk.length; at++) {
      products += ((walk[at - 1] as number) - mean) * ((walk[at] as number) - mean)
      pairs++
    }
  }
  return products / pairs / variance
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] as number
  return sum / values.length
}

function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values)
  let squares = 0
  for (let at = 0; at < values.length; at++) squares += ((values[at] as number) - mean) ** 2
  return squares / values.length
}
