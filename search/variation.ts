import { EDGES_MAX } from '../space/cell.ts'
import { OPERATIONS } from '../space/operation.ts'
import { EDGE_PLACES, GENES, type Genotype, INTERIOR } from './genotype.ts'
import type { RandomSource } from './random-source.ts'

const labels = (random: RandomSource) =>
  Array.from({ length: INTERIOR }, () => random.below(OPERATIONS.length))

/** The sampling of NASBench-101's example: each edge with probability 1/2; 27 of 100 are invalid. */
export function matrixSample(random: RandomSource): Genotype {
  const edges = Array.from({ length: EDGE_PLACES }, () => random.below(2))
  return [...edges, ...labels(random)]
}

/**
 * The matrix sampling of the initialisation study (Traoré, Camero and Zhu): each edge with
 * probability 9/21; of more than nine edges as many are removed as there are too many. 17 of 100 are
 * invalid.
 */
export function publishedSample(random: RandomSource): Genotype {
  const edges = Array.from({ length: EDGE_PLACES }, () =>
    random.chance(EDGES_MAX / EDGE_PLACES) ? 1 : 0,
  )
  const places = [...edges.keys()].filter((at) => edges[at] === 1)
  while (places.length > EDGES_MAX) {
    const [removed] = places.splice(random.below(places.length), 1)
    edges[removed as number] = 0
  }
  return [...edges, ...labels(random)]
}

export interface MutationRates {
  /** Probability of each edge to be flipped. */
  readonly edge: number
  /** Probability of each operation to become another. */
  readonly operation: number
}

/** Flips each edge, and changes each operation into another, with a probability. */
export function mutate(random: RandomSource, parent: Genotype, rates: MutationRates): Genotype {
  const genes = [...parent]
  for (let at = 0; at < EDGE_PLACES; at++) {
    if (random.chance(rates.edge)) genes[at] = 1 - (genes[at] as number)
  }
  for (let at = EDGE_PLACES; at < GENES; at++) {
    if (!random.chance(rates.operation)) continue
    genes[at] =
      ((genes[at] as number) + 1 + random.below(OPERATIONS.length - 1)) % OPERATIONS.length
  }
  return genes
}

/** One-point crossover: the child has the genes of one parent up to a point, then of the other. */
export function crossover(random: RandomSource, left: Genotype, right: Genotype): Genotype {
  const at = 1 + random.below(GENES - 1)
  return [...left.slice(0, at), ...right.slice(at)]
}

/** The place of the least cost among some drawn with replacement; ties go to the first drawn. */
export function tournament(random: RandomSource, costs: readonly number[], size: number): number {
  let best = random.below(costs.length)
  for (let drawn = 1; drawn < size; drawn++) {
    const other = random.below(costs.length)
    if ((costs[other] as number) < (costs[best] as number)) best = other
  }
  return best
}
