import {
  describeInitial,
  firstPopulation,
  type Individual,
  type Initial,
  propose,
  type Search,
  type Steps,
} from '../algorithm.ts'
import type { Genotype } from '../genotype.ts'
import type { Problem } from '../problem.ts'
import { type RandomSource, randomSource } from '../random-source.ts'
import { crossover, mutate, tournament } from '../variation.ts'

export interface GeneticAlgorithmOptions {
  readonly seed: number
  /** Default: 19. */
  readonly population?: number
  /** Probability of a child to be crossed. Default: 0.5. */
  readonly crossover?: number
  /** Probability of a child to be mutated. Default: 0.2. */
  readonly mutation?: number
  /** Probability of a gene of a mutated child to change. Default: 0.05. */
  readonly gene?: number
  /** Default: uniform. */
  readonly initial?: Initial
}

type Settings = Required<GeneticAlgorithmOptions>
const DEFAULTS = { population: 19, crossover: 0.5, mutation: 0.2, gene: 0.05, initial: 'uniform' }

/**
 * Generations of tournament selection (size 2), one-point crossover and mutation. A child that is a
 * copy of its parent is proposed too: whether it costs anything is the policy of the problem for
 * repeats.
 */
export function geneticAlgorithm(problem: Problem, options: GeneticAlgorithmOptions): Search {
  const settings = { ...DEFAULTS, ...options } as Settings
  const { seed, initial, ...rates } = settings
  const parameters = { ...rates, initial: describeInitial(initial) }
  return { name: 'genetic-algorithm', seed, parameters, steps: stepsOf(problem, settings) }
}

function childOf(random: RandomSource, parents: readonly Individual[], rates: Settings): Genotype {
  const costs = parents.map(({ cost }) => cost)
  const select = () => (parents[tournament(random, costs, 2)] as Individual).genotype
  let child = select()
  if (random.chance(rates.crossover)) child = crossover(random, child, select())
  const { gene } = rates
  return random.chance(rates.mutation)
    ? mutate(random, child, { edge: gene, operation: gene })
    : child
}

async function* stepsOf(problem: Problem, settings: Settings): Steps {
  const random = randomSource(settings.seed)
  const { initial, population: count } = settings
  let population = yield* firstPopulation(problem, random, { initial, count })
  for (;;) {
    const parents = population
    const children: Individual[] = []
    while (children.length < count) {
      const { genotype, outcome } = yield* propose(() => childOf(random, parents, settings))
      children.push({ genotype, cost: problem.cost(outcome) })
    }
    population = children
  }
}
