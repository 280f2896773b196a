import { runSearch, type Search } from '../../search/algorithm.ts'
import { geneticAlgorithm } from '../../search/algorithms/genetic-algorithm.ts'
import { localSearch } from '../../search/algorithms/local-search.ts'
import { plusEvolution } from '../../search/algorithms/plus-evolution.ts'
import { randomSearch } from '../../search/algorithms/random-search.ts'
import { regularisedEvolution } from '../../search/algorithms/regularised-evolution.ts'
import type { Evaluator, SearchSource } from '../../search/evaluator.ts'
import { openProblem, type Problem } from '../../search/problem.ts'
import { incumbentsOf } from '../../search/regret.ts'
import { type Trajectory, writeTrajectory } from '../../search/trajectory.ts'
import { a12, holm, rankSum } from './rank-tests.ts'

const ALGORITHMS: Readonly<Record<string, (problem: Problem, seed: number) => Search>> = {
  'random-search': (problem, seed) => randomSearch(problem, { seed }),
  'local-search': (problem, seed) => localSearch(problem, { seed }),
  'regularised-evolution': (problem, seed) => regularisedEvolution(problem, { seed }),
  'genetic-algorithm': (problem, seed) => geneticAlgorithm(problem, { seed }),
  'plus-evolution': (problem, seed) => plusEvolution(problem, { seed }),
}

export interface SearchStudyOptions {
  readonly instance: string
  readonly measure: string
  readonly source: SearchSource
  readonly epochs?: number
  readonly evaluations: number
  /** Each run has a seed, and with the source `world` a world, of its own. */
  readonly runs: number
}

export interface StudiedAlgorithm {
  readonly name: string
  /** Cost of the best architecture of each run: smaller is better. */
  readonly costs: readonly number[]
  /** The best architecture of each run that found one. */
  readonly winners: readonly FoundBest[]
  readonly quartiles: readonly [number, number, number]
  /** Mean over the runs of the rank among the algorithms, 1 is best. */
  readonly meanRank: number
  /** Probability of being better than random search, and its corrected p-value. */
  readonly a12: number
  readonly pHolm: number
}

export interface FoundBest {
  readonly run: number
  readonly value: number
  readonly isMeasured: boolean
}

export interface SearchStudy extends SearchStudyOptions {
  readonly algorithms: readonly StudiedAlgorithm[]
}

/** Runs every algorithm with the same budget in the same worlds. */
export async function studySearch(
  evaluator: Evaluator,
  options: SearchStudyOptions,
  onRun: (done: number, total: number, jsonl: string) => void,
): Promise<SearchStudy> {
  const names = Object.keys(ALGORITHMS)
  const costs = new Map(names.map((name) => [name, [] as number[]]))
  const winners = new Map(names.map((name) => [name, [] as FoundBest[]]))
  for (let run = 0; run < options.runs; run++) {
    for (const [at, name] of names.entries()) {
      const { problem, trajectory } = await searched(evaluator, options, { name, run })
      const last = incumbentsOf(problem).outcomes.at(-1)
      costs.get(name)?.push(last === undefined ? Number.POSITIVE_INFINITY : problem.cost(last))
      const [value] = last?.values ?? []
      if (typeof value === 'number') {
        winners.get(name)?.push({ run, value, isMeasured: last?.nearestMeasured === 0 })
      }
      const done = run * names.length + at + 1
      onRun(done, options.runs * names.length, writeTrajectory(trajectory))
    }
  }
  return { ...options, algorithms: compared(costs, winners) }
}

async function searched(
  evaluator: Evaluator,
  options: SearchStudyOptions,
  { name, run }: { name: string; run: number },
): Promise<{ problem: Problem; trajectory: Trajectory }> {
  const { instance, measure, source, epochs, evaluations } = options
  const problem = await openProblem(evaluator, {
    instance,
    source,
    world: run,
    objectives: [measure],
    budget: { evaluations },
    ...(epochs === undefined ? {} : { epochs }),
  })
  const search = (ALGORITHMS[name] as (typeof ALGORITHMS)[string])(problem, run)
  return { problem, trajectory: await runSearch(problem, search) }
}

function compared(
  costs: ReadonlyMap<string, readonly number[]>,
  winners: ReadonlyMap<string, readonly FoundBest[]>,
): StudiedAlgorithm[] {
  const all = [...costs]
  const baseline = costs.get('random-search') ?? []
  const corrected = holm(all.map(([, own]) => rankSum(own, baseline)))
  return all.map(([name, own], at) => ({
    name,
    costs: own,
    winners: winners.get(name) ?? [],
    quartiles: quartilesOf(own),
    meanRank: meanRank(
      all.map(([, other]) => other),
      at,
    ),
    a12: a12(own, baseline),
    pHolm: corrected[at] as number,
  }))
}

/** Quantiles of type 1: values that occurred. */
export function quartilesOf(values: readonly number[]): [number, number, number] {
  const ordered = [...values].sort((left, right) => left - right)
  const at = (share: number) => ordered[Math.ceil(share * ordered.length) - 1] as number
  return [at(0.25), at(0.5), at(0.75)]
}

function meanRank(columns: readonly (readonly number[])[], own: number): number {
  const costs = columns[own] ?? []
  let sum = 0
  for (const [run, cost] of costs.entries()) {
    let rank = 0.5
    for (const column of columns) {
      const other = column[run] as number
      rank += other < cost ? 1 : other === cost ? 0.5 : 0
    }
    sum += rank
  }
  return sum / costs.length
}
