import {
  describeInitial,
  firstPopulation,
  type Individual,
  type Initial,
  propose,
  type Search,
  type Steps,
} from '../algorithm.ts'
import type { Problem } from '../problem.ts'
import { randomSource } from '../random-source.ts'
import { mutate } from '../variation.ts'

export interface PlusEvolutionOptions {
  readonly seed: number
  /** μ. Default: 19. */
  readonly parents?: number
  /** λ. Default: 19. */
  readonly children?: number
  /** Probability of a child to be mutated. Default: 0.8. */
  readonly mutation?: number
  /** Probability of a gene of a mutated child to change. Default: 0.1. */
  readonly gene?: number
  /** Default: uniform. */
  readonly initial?: Initial
}

type Settings = Required<PlusEvolutionOptions>
const DEFAULTS = { parents: 19, children: 19, mutation: 0.8, gene: 0.1, initial: 'uniform' }

/**
 * Elitist (μ + λ) evolution: the best of parents and children are the next parents. A child is a copy
 * of a random parent, with a probability a mutated one.
 */
export function plusEvolution(problem: Problem, options: PlusEvolutionOptions): Search {
  const settings = { ...DEFAULTS, ...options } as Settings
  const { seed, initial, ...rest } = settings
  const parameters = { ...rest, initial: describeInitial(initial) }
  return { name: 'plus-evolution', seed, parameters, steps: stepsOf(problem, settings) }
}

async function* stepsOf(problem: Problem, settings: Settings): Steps {
  const random = randomSource(settings.seed)
  const { initial, parents: count, children, mutation, gene } = settings
  let population = yield* firstPopulation(problem, random, { initial, count })
  for (;;) {
    const among = population
    const offspring: Individual[] = []
    const childOf = () => {
      const { genotype } = random.choice(among)
      const isMutated = random.chance(mutation)
      return isMutated ? mutate(random, genotype, { edge: gene, operation: gene }) : genotype
    }
    while (offspring.length < children) {
      const { genotype, outcome } = yield* propose(childOf)
      offspring.push({ genotype, cost: problem.cost(outcome) })
    }
    population = [...among, ...offspring].sort((one, other) => byCost(one, other)).slice(0, count)
  }
}

// Not a difference: two infinite costs have none.
function byCost(one: Individual, other: Individual): number {
  if (one.cost === other.cost) return 0
  return one.cost < other.cost ? -1 : 1
}
