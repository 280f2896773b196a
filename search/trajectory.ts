import type { BudgetFields } from './budget.ts'
import type { SearchSource } from './evaluator.ts'
import type { MatrixForm } from './genotype.ts'
import type { SearchObjective } from './objectives.ts'

/** Of the JSONL form. */
export const TRAJECTORY_FORMAT = 1

/** What an invalid cell costs. */
export type InvalidPolicy = 'resample' | 'zero' | 'error'
/** What a repeated evaluation costs. */
export type RepeatPolicy = 'free' | 'charged'

/** The first line: everything that is needed to replay. */
export interface TrajectoryHeader {
  readonly format: number
  readonly release: string | null
  readonly instance: string
  readonly source: SearchSource
  readonly world: number | null
  readonly objectives: readonly SearchObjective[]
  readonly epochs: number
  readonly budget: BudgetFields
  readonly invalid: InvalidPolicy
  readonly repeats: RepeatPolicy
  readonly noise: boolean
  readonly seed: number
  readonly algorithm?: object
}

/** One more line a proposal. */
export interface Outcome {
  /** Module hash; null of an invalid cell. */
  readonly hash: string | null
  /** `unevaluated`: the source has no value of this architecture. */
  readonly status: 'trained' | 'repeated' | 'invalid' | 'unevaluated'
  /** Whether it took of the budget. */
  readonly charged: boolean
  readonly epochs: number
  /** One an objective, in the unit of its measure. */
  readonly values: readonly (number | null)[]
  readonly source: SearchSource | null
  readonly nearestMeasured: number | null
  readonly run: number | 'mean' | 'random'
  /** Of the noise; null without. */
  readonly seed: number | null
  readonly startedS: number | null
  readonly finishedS: number | null
  readonly invalid?: MatrixForm & { readonly reason: string }
}

/** The evaluations of one search, in order. */
export interface Trajectory {
  readonly header: TrajectoryHeader
  readonly outcomes: readonly Outcome[]
}

/** JSONL: the header, then one object a proposal. */
export function writeTrajectory({ header, outcomes }: Trajectory): string {
  return [header, ...outcomes].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** @throws Error where the text is no trajectory of this format */
export function readTrajectory(text: string): Trajectory {
  const [header, ...outcomes] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  if (header?.format !== TRAJECTORY_FORMAT) {
    throw new Error(
      `This is no trajectory of format ${TRAJECTORY_FORMAT} (its format is ${header?.format}).`,
    )
  }
  if (typeof header.instance !== 'string' || !Array.isArray(header.objectives)) {
    throw new Error('The first line of the trajectory has no instance or no list of objectives.')
  }
  const wrong = outcomes.findIndex((one) => !Array.isArray(one?.values))
  if (wrong >= 0) throw new Error(`Line ${wrong + 2} of the trajectory has no list of values.`)
  return { header, outcomes }
}
