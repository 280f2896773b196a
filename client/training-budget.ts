import { type AnsweredItem, requireAnswer } from './answered-item.ts'
import type { Client, Inputs } from './client.ts'

type Architecture = Inputs['query']['architectures'][number]

/** On what is trained, and which of its values count. */
export type TrainingProblem = Omit<Inputs['query'], 'architectures'>

export interface BudgetOptions {
  /** Machines that train side by side in the simulation; one training takes one of them. Default: 1. */
  readonly workers?: number
}

/** What one simulated training gave and when it ran. */
export interface Training {
  readonly fitness: AnsweredItem
  /** Simulated seconds since the start; null where the training time is not known. */
  readonly startedS: number | null
  readonly finishedS: number | null
}

/** What a search would have spent, had it trained what it asked for. */
export interface BudgetCounters {
  readonly trainings: number
  /** Sum over the trainings; a training that stops halfway counts half, rounded down. */
  readonly epochs: number
  /** Sum of the training times in seconds. */
  readonly trainingTimeS: number
  /** Simulated seconds until the last training ends, with the workers side by side. */
  readonly wallClockS: number
  /** Trainings without a known training time; they are in neither of the two times. */
  readonly withoutTrainingTime: number
}

export interface TrainingBudget {
  /** @throws EoNasBenchError as the item of a query says; what fails spends nothing */
  train(architecture: Architecture): Promise<Training>
  /** In order; each goes to the worker that is free first. @throws EoNasBenchError as `train` */
  trainAll(architectures: readonly Architecture[]): Promise<Training[]>
  counters(): BudgetCounters
  /** Back to nothing spent. */
  reset(): void
}

function trainingTimeOf({ metrics }: AnsweredItem): number | null {
  const time = metrics['trainingTimeS']
  return typeof time === 'number' ? time : null
}

/**
 * Counts what a search spends, as NASBench-101's budget counters do, and simulates its wall clock, as
 * NATS-Bench does: queries are free, trainings are not.
 * @throws RangeError where `workers` is no whole number from 1
 */
export function trainingBudget(
  client: Pick<Client, 'query'>,
  problem: TrainingProblem,
  { workers = 1 }: BudgetOptions = {},
): TrainingBudget {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`workers is ${workers}; give a whole number from 1.`)
  }
  let counters: BudgetCounters
  let freeAt: number[]
  const reset = () => {
    counters = { trainings: 0, epochs: 0, trainingTimeS: 0, wallClockS: 0, withoutTrainingTime: 0 }
    freeAt = new Array<number>(workers).fill(0)
  }
  reset()

  const spend = (fitness: AnsweredItem, epochs: number): Training => {
    const time = trainingTimeOf(fitness)
    counters = {
      ...counters,
      trainings: counters.trainings + 1,
      epochs: counters.epochs + (problem.halfway === true ? Math.floor(epochs / 2) : epochs),
    }
    if (time === null) {
      counters = { ...counters, withoutTrainingTime: counters.withoutTrainingTime + 1 }
      return { fitness, startedS: null, finishedS: null }
    }
    const startedS = Math.min(...freeAt)
    const finishedS = startedS + time
    freeAt[freeAt.indexOf(startedS)] = finishedS
    counters = {
      ...counters,
      trainingTimeS: counters.trainingTimeS + time,
      wallClockS: Math.max(counters.wallClockS, finishedS),
    }
    return { fitness, startedS, finishedS }
  }
  const trainAll = async (architectures: readonly Architecture[]) => {
    const answer = await client.query({ ...problem, architectures: [...architectures] })
    return answer.results.map(requireAnswer).map((fitness) => spend(fitness, answer.epochs))
  }
  return {
    train: async (architecture) => {
      const [training] = await trainAll([architecture])
      if (training === undefined) throw new Error('The answer has no result')
      return training
    },
    trainAll,
    counters: () => counters,
    reset,
  }
}
