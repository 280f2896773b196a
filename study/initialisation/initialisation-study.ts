import { type Initial, runSearch, type Search } from '../../search/algorithm.ts'
import { geneticAlgorithm } from '../../search/algorithms/genetic-algorithm.ts'
import { plusEvolution } from '../../search/algorithms/plus-evolution.ts'
import type { Evaluator, SearchSource } from '../../search/evaluator.ts'
import type { MatrixForm } from '../../search/genotype.ts'
import { openProblem, type Problem } from '../../search/problem.ts'
import type { InvalidPolicy } from '../../search/trajectory.ts'
import { rankSum } from '../search/rank-tests.ts'

/** Of the published study (Traoré, Camero and Zhu): 19 centroids and 1,995 evaluations. */
export const POPULATION = 19
export const EVALUATIONS = 1995

const ALGORITHMS = {
  'genetic-algorithm': (problem: Problem, seed: number, initial: Initial): Search =>
    geneticAlgorithm(problem, { seed, population: POPULATION, initial }),
  'plus-evolution': (problem: Problem, seed: number, initial: Initial): Search =>
    plusEvolution(problem, { seed, parents: POPULATION, children: POPULATION, initial }),
} as const

const STARTS = ['centroids', 'random', 'latin-hypercube'] as const
type Start = (typeof STARTS)[number]
const POLICIES: readonly InvalidPolicy[] = ['zero', 'resample']

export interface InitialisationOptions {
  readonly instance: string
  readonly measure: string
  readonly source: SearchSource
  readonly epochs?: number
  readonly runs: number
  readonly evaluations: number
  /** The architectures near to the centres of clusters, of a seed. */
  centroids(seed: number): Promise<readonly MatrixForm[]>
}

export interface InitialisationRow {
  readonly algorithm: string
  readonly policy: InvalidPolicy
  readonly start: Start
  /** Means over the runs: fitness of the first population, and the best at the end. */
  readonly initialMean: number
  readonly finalMean: number
  /** Rank-sum tests of centroids against this start; null of centroids. */
  readonly pInitial: number | null
  readonly pFinal: number | null
}

interface Measured {
  readonly initial: number
  readonly final: number
}

/** Whether searches from centroids of clusters end better, under both policies for invalid cells. */
export async function studyInitialisation(
  evaluator: Evaluator,
  options: InitialisationOptions,
  onRun: (done: number, total: number) => void,
): Promise<InitialisationRow[]> {
  const names = Object.keys(ALGORITHMS) as (keyof typeof ALGORITHMS)[]
  const total = names.length * POLICIES.length * STARTS.length * options.runs
  const rows: InitialisationRow[] = []
  let done = 0
  for (const algorithm of names) {
    for (const policy of POLICIES) {
      const runs = new Map<Start, Measured[]>()
      for (const start of STARTS) {
        const own: Measured[] = []
        for (let seed = 0; seed < options.runs; seed++) {
          own.push(await measured(evaluator, options, { algorithm, policy, start, seed }))
          onRun(++done, total)
        }
        runs.set(start, own)
      }
      for (const [start, own] of runs) {
        const p = pValues(runs.get('centroids') ?? [], own)
        rows.push({
          algorithm,
          policy,
          start,
          initialMean: meanOf(own.map(({ initial }) => initial)),
          finalMean: meanOf(own.map(({ final }) => final)),
          pInitial: start === 'centroids' ? null : p.initial,
          pFinal: start === 'centroids' ? null : p.final,
        })
      }
    }
  }
  return rows
}

interface Run {
  readonly algorithm: keyof typeof ALGORITHMS
  readonly policy: InvalidPolicy
  readonly start: Start
  readonly seed: number
}

async function measured(
  evaluator: Evaluator,
  options: InitialisationOptions,
  { algorithm, policy, start, seed }: Run,
): Promise<Measured> {
  const { instance, source, epochs, evaluations, measure } = options
  const problem = await openProblem(evaluator, {
    instance,
    source,
    objectives: [measure],
    budget: { evaluations },
    invalid: policy,
    repeats: 'charged',
    ...(epochs === undefined ? {} : { epochs }),
  })
  // Random individuals are drawn as the study drew them: 17 of 100 are invalid.
  const initial =
    start === 'centroids'
      ? await options.centroids(seed)
      : start === 'random'
        ? ('published' as const)
        : start
  const { outcomes } = await runSearch(problem, ALGORITHMS[algorithm](problem, seed, initial))
  const fitness = outcomes.filter(({ charged }) => charged).map((one) => 0 - problem.cost(one))
  const first = fitness.slice(0, typeof initial === 'string' ? POPULATION : initial.length)
  return {
    initial: meanOf(first),
    final: fitness.reduce((best, one) => Math.max(best, one), Number.NEGATIVE_INFINITY),
  }
}

function pValues(one: readonly Measured[], other: readonly Measured[]) {
  const of = (name: keyof Measured) =>
    rankSum(
      one.map((run) => run[name]),
      other.map((run) => run[name]),
    )
  return { initial: of('initial'), final: of('final') }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
