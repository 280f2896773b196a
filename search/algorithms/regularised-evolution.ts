import { VERTICES_MAX } from '../../space/cell.ts'
import {
  describeInitial,
  firstPopulation,
  type Individual,
  type Initial,
  propose,
  type Search,
  type Steps,
} from '../algorithm.ts'
import { INTERIOR } from '../genotype.ts'
import type { Problem } from '../problem.ts'
import { randomSource } from '../random-source.ts'
import { mutate, tournament } from '../variation.ts'

export interface RegularisedEvolutionOptions {
  readonly seed: number
  /** Default: 50. */
  readonly population?: number
  /** Size of the tournament. Default: 10. */
  readonly sample?: number
  /** Default: uniform. */
  readonly initial?: Initial
}

const RATES = { edge: 1 / VERTICES_MAX, operation: 1 / INTERIOR }

/**
 * Aging evolution (Real et al. 2019) with the mutation of NASBench-101's example. The best of a
 * sample, drawn with replacement, is mutated: on average one of seven edges flips and one operation
 * changes. The child replaces the oldest of the population.
 */
export function regularisedEvolution(
  problem: Problem,
  { seed, population = 50, sample = 10, initial = 'uniform' }: RegularisedEvolutionOptions,
): Search {
  const parameters = { population, sample, initial: describeInitial(initial) }
  const steps = stepsOf(problem, { seed, population, sample, initial })
  return { name: 'regularised-evolution', seed, parameters, steps }
}

async function* stepsOf(
  problem: Problem,
  { seed, population: count, sample, initial }: Required<RegularisedEvolutionOptions>,
): Steps {
  const random = randomSource(seed)
  const population = yield* firstPopulation(problem, random, { initial, count })
  for (;;) {
    const costs = population.map(({ cost }) => cost)
    const { genotype: parent } = population[tournament(random, costs, sample)] as Individual
    const { genotype, outcome } = yield* propose(() => mutate(random, parent, RATES))
    population.shift()
    population.push({ genotype, cost: problem.cost(outcome) })
  }
}
