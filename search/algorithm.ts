import { BudgetSpentError } from './budget.ts'
import { type Genotype, genotypeOf, type MatrixForm } from './genotype.ts'
import type { Candidate, Problem } from './problem.ts'
import type { RandomSource } from './random-source.ts'
import type { Outcome, Trajectory } from './trajectory.ts'
import { matrixSample, publishedSample } from './variation.ts'

/** What an algorithm wants to be evaluated. */
export interface Proposal {
  readonly candidate: Candidate
  /** Training budget; without it, that of the problem. */
  readonly epochs?: number
}

export type Steps = AsyncGenerator<Proposal, void, Outcome>

/** A running search: `ask` gives a proposal, and `tell` takes its outcome. */
export interface Search {
  readonly name: string
  readonly seed: number
  readonly parameters: object
  readonly steps: Steps
}

/** How a population begins: a sampling, or given cells. */
export type Initial = 'uniform' | 'latin-hypercube' | 'matrix' | 'published' | readonly MatrixForm[]

export const describeInitial = (initial: Initial) =>
  typeof initial === 'string' ? initial : 'given'

export interface Individual {
  readonly genotype: Genotype
  /** Smaller is better. */
  readonly cost: number
}

/** Runs a search until the budget of the problem is spent or the search ends. */
export async function runSearch(problem: Problem, search: Search): Promise<Trajectory> {
  const { name, seed, parameters, steps } = search
  problem.runBy({ name, seed, parameters })
  let step = await steps.next()
  try {
    while (!problem.done && step.done !== true) {
      const { candidate, epochs } = step.value
      step = await steps.next(await problem.evaluate(candidate, epochs))
    }
  } catch (error) {
    if (!(error instanceof BudgetSpentError)) throw error
  }
  return problem.trajectory()
}

type Make = () => Genotype | Promise<Genotype>

/** Proposes until something has a value, or counts without one. */
export async function* propose(
  make: Make,
  epochs?: number,
): AsyncGenerator<Proposal, { genotype: Genotype; outcome: Outcome }, Outcome> {
  for (;;) {
    const genotype = await make()
    const outcome = yield { candidate: genotype, ...(epochs === undefined ? {} : { epochs }) }
    const hasValue = outcome.status === 'trained' || outcome.status === 'repeated'
    if (outcome.charged || hasValue) return { genotype, outcome }
  }
}

/** One function a place of the first population; called again where a cell has no value. */
export async function makers(
  problem: Problem,
  random: RandomSource,
  { initial, count }: { readonly initial: Initial; readonly count: number },
): Promise<Make[]> {
  const { evaluator } = problem
  if (initial === 'matrix') return new Array<Make>(count).fill(() => matrixSample(random))
  if (initial === 'published') return new Array<Make>(count).fill(() => publishedSample(random))
  const method = initial === 'latin-hypercube' ? initial : 'random'
  const first =
    typeof initial === 'string' ? await evaluator.sample(count, random.word(), method) : initial
  return first.map((form) => {
    let isFirst = true
    return async () => {
      if (isFirst) {
        isFirst = false
        return genotypeOf(form)
      }
      const [other] = await evaluator.sample(1, random.word(), 'random')
      return genotypeOf(other as MatrixForm)
    }
  })
}

/** A first population with its costs. */
export async function* firstPopulation(
  problem: Problem,
  random: RandomSource,
  start: { readonly initial: Initial; readonly count: number },
): AsyncGenerator<Proposal, Individual[], Outcome> {
  const population: Individual[] = []
  for (const make of await makers(problem, random, start)) {
    const { genotype, outcome } = yield* propose(make)
    population.push({ genotype, cost: problem.cost(outcome) })
  }
  return population
}
