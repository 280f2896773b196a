import {
  geneticAlgorithm,
  localSearch,
  openProblem,
  type Problem,
  type ProblemOptions,
  plusEvolution,
  randomSearch,
  regularisedEvolution,
  runSearch,
  type Search,
} from '../../client/search.ts'
import type { Space } from '../../space/space.ts'
import { evaluatorFor } from '../support/search-evaluator.ts'
import { VECTOR_INSTANCE, vectorRelease } from './fitness-problem.ts'

const EVALUATIONS = 24

interface Case {
  readonly options: Omit<ProblemOptions, 'instance'>
  readonly search: (problem: Problem) => Search
}

const small = { budget: { evaluations: EVALUATIONS } } as const
const surrogate = { source: 'surrogate' } as const
const published = { initial: 'published' } as const

const CASES: readonly Case[] = [
  { options: small, search: (problem) => randomSearch(problem, { seed: 1 }) },
  {
    options: { ...small, noise: true, seed: 4_294_967_295 },
    search: (problem) =>
      randomSearch(problem, { seed: 4_294_967_295, sampling: 'latin-hypercube' }),
  },
  { options: small, search: (problem) => localSearch(problem, { seed: 2 }) },
  {
    options: { ...small, objectives: ['validationAccuracy', 'macs'] },
    search: (problem) => regularisedEvolution(problem, { seed: 3, population: 8, sample: 3 }),
  },
  {
    options: { ...small, invalid: 'zero', repeats: 'charged', noise: true, seed: 5 },
    search: (problem) =>
      regularisedEvolution(problem, { seed: 4, population: 8, sample: 3, ...published }),
  },
  {
    options: { budget: { epochs: 12 * EVALUATIONS }, epochs: 12, objectives: ['trainingTimeS'] },
    search: (problem) => geneticAlgorithm(problem, { seed: 5, population: 8 }),
  },
  {
    options: { ...small, invalid: 'zero', repeats: 'charged' },
    search: (problem) =>
      geneticAlgorithm(problem, { seed: 6, population: 8, mutation: 0.9, gene: 0.3, ...published }),
  },
  {
    options: { budget: { seconds: 900, workers: 3 }, objectives: ['testAccuracy'] },
    search: (problem) => plusEvolution(problem, { seed: 7, parents: 6, children: 6 }),
  },
  {
    options: { ...small, objectives: [{ measure: 'validationAccuracy', weight: 0.2 }] },
    search: (problem) => regularisedEvolution(problem, { seed: 9, population: 8, sample: 3 }),
  },
  {
    options: { ...small, source: 'tabular', invalid: 'zero', repeats: 'charged' },
    search: (problem) =>
      regularisedEvolution(problem, { seed: 8, population: 6, initial: 'matrix' }),
  },
]

/** Whole trajectories: the header and every outcome. */
export async function searchVectors(space: Space) {
  const { release } = vectorRelease(space)
  const evaluator = evaluatorFor(space, release)
  return Promise.all(
    CASES.map(async ({ options, search }) => {
      const problem = await openProblem(evaluator, {
        instance: VECTOR_INSTANCE.id,
        ...surrogate,
        ...options,
      })
      const { header, outcomes } = await runSearch(problem, search(problem))
      return { header, outcomes, spent: problem.spent() }
    }),
  )
}
