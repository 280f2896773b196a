import { objectiveValue, type SearchObjective } from './objectives.ts'
import type { Problem } from './problem.ts'
import type { Outcome } from './trajectory.ts'

/** Of the best architecture that a search found, in its first objective. */
export interface Regret {
  /** Distance to the optimum in the unit of the objective, from 0. */
  readonly simple: number
  /** 0 at the optimum, 1 at the median of all architectures; null of a weighted objective. */
  readonly normalised: number | null
  /** True value of the best architecture found, without noise. */
  readonly value: number
  /** Best true value of all architectures. */
  readonly optimum: number
}

/** The successive best architectures of a search. */
export interface Incumbents {
  readonly outcomes: readonly Outcome[]
  /** Share of architectures that the surrogate was not trained on. */
  readonly predicted: number
  /** Mean number of graph edits to the nearest measured cell; measured ones count as 0. */
  readonly nearestMeasured: number
}

/** The outcomes that were better than all before them, and known before the seconds are over. */
export function incumbentsOf(problem: Problem): Incumbents {
  const most = problem.budget.seconds ?? Number.POSITIVE_INFINITY
  const outcomes: Outcome[] = []
  let best = Number.POSITIVE_INFINITY
  for (const outcome of problem.trajectory().outcomes) {
    const isInTime = (outcome.finishedS ?? 0) <= most
    const cost = problem.cost(outcome)
    const counts = outcome.source !== null && outcome.epochs === problem.epochs && isInTime
    if (!counts || cost >= best) continue
    best = cost
    outcomes.push(outcome)
  }
  const count = Math.max(1, outcomes.length)
  return {
    outcomes,
    predicted: outcomes.filter(({ nearestMeasured }) => (nearestMeasured ?? 0) > 0).length / count,
    nearestMeasured:
      outcomes.reduce((sum, { nearestMeasured }) => sum + (nearestMeasured ?? 0), 0) / count,
  }
}

/**
 * Chosen by the values that the search saw, compared by the true value.
 * @throws Error where the search has no evaluation at the training budget of the problem
 */
export async function regretOf(problem: Problem): Promise<Regret> {
  const { evaluator, instance, epochs, source, world, macsMost } = problem
  const last = incumbentsOf(problem).outcomes.at(-1)
  const objective = problem.objectives[0]
  if (last?.hash === undefined || last.hash === null || objective === undefined) {
    throw new Error('The search has no evaluation at the training budget of the problem.')
  }
  let value = last.values[0] ?? null
  if (last.run !== 'mean') {
    const selection = { epochs, source, world, run: 'mean', seed: 0 } as const
    const answer = await evaluator.evaluate(instance, last.hash, selection)
    value = answer && objectiveValue(objective, answer, macsMost)
  }
  if (value === null) throw new Error(`${last.hash} has no ${objective.name}.`)
  const { optimum, median } = await referenceOf(problem, objective)
  const simple = Math.abs(optimum - value)
  if (median === null) return { simple, normalised: null, value, optimum }
  const span = Math.abs(optimum - median)
  return { simple, normalised: span > 0 ? simple / span : 0, value, optimum }
}

async function referenceOf(
  { evaluator, instance, epochs, source, world, macsMost }: Problem,
  objective: SearchObjective,
): Promise<{ readonly optimum: number; readonly median: number | null }> {
  const { name, direction, macsWeight } = objective
  const of = { epochs, source, world }
  if (macsWeight === undefined) {
    return evaluator.reference(instance, { name, maximize: direction === 'maximize' }, of)
  }
  // The best weighted value is on the front: what dominates an architecture is better.
  const front = await evaluator.frontOfMacs(instance, name, of)
  const values = front.map((one) => objectiveValue(objective, one, macsMost) ?? -Infinity)
  return { optimum: Math.max(...values), median: null }
}
