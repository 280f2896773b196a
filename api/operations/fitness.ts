import {
  type FitnessAnswerer,
  type FitnessProblem,
  type FitnessSelection,
  type FitnessWriter,
  fitnessAnswers,
  fitnessWriting,
  type NoFitness,
} from '../../fitness/answer.ts'
import type { Instance } from '../../fitness/instance.ts'
import { type AnswerCounts, type Context, countsOf } from './context.ts'
import { ApiError } from './errors.ts'
import { unfinishedError, unfinishedOf } from './preparation.ts'
import type { InstanceView, ReleaseView } from './release-view.ts'
import { worldAt } from './worlds.ts'

export interface FitnessRequest extends FitnessSelection {
  readonly instance: string
  readonly epochs?: number | undefined
  /** Of the source `world`. */
  readonly world: number
}

interface Answered {
  release: string
  instance: string
  epochs: number
  halfway?: true
  deviation?: 'mean' | 'truth'
  world?: number
}

export interface FitnessAnswers {
  /** To be counted up by the source of each answer. */
  readonly counts: AnswerCounts
  /** What every answer is an answer of. */
  readonly answered: Answered
  readonly answer: FitnessAnswerer
  readonly problem: MeasuredProblem
}

/** With the metrics that the instance has. */
type MeasuredProblem = FitnessProblem & Pick<Instance, 'metrics'>

/** The same as JSON. */
export interface FitnessWriting extends FitnessWriter {
  /** To be counted up by the source of each answer. */
  readonly counts: AnswerCounts
  /** Without its closing brace, so that more fields can follow. */
  readonly opening: string
}

/** @throws ApiError `instance_not_found`, or `unavailable` where its predictions are being computed */
export function instanceView(context: Context, id: string): InstanceView {
  const view = context.release.instances.get(id)
  if (view !== undefined) return view
  const coming = unfinishedOf(context.preparation?.(), id)
  if (coming !== null) throw unfinishedError(coming)
  const known = [...context.release.instances.keys()].join(', ') || 'none'
  throw new ApiError(
    'instance_not_found',
    `There is no instance ${JSON.stringify(id)}; this release has: ${known}.`,
  )
}

// A budget that only predictions have is one of the instance already while they are being computed.
function budgetsOf(
  { preparation }: Context,
  { instance, epochs }: InstanceView,
): readonly number[] {
  const pending = preparation?.().pending.filter((one) => one.instance === instance.id) ?? []
  if (pending.length === 0) return epochs
  const all = new Set([...epochs, ...pending.flatMap((one) => one.epochs)])
  return [...all].sort((left, right) => left - right)
}

/**
 * The budget of a request; without one, the largest.
 * @throws ApiError `epochs_not_available`
 */
export function budgetOf(context: Context, view: InstanceView, asked: number | undefined): number {
  const { instance } = view
  const budgets = budgetsOf(context, view)
  const epochs = asked ?? budgets.at(-1)
  if (epochs === undefined || !budgets.includes(epochs)) {
    throw new ApiError(
      'epochs_not_available',
      `${instance.id} has no evaluations and no predictions at ${epochs ?? 'any number of'} epochs; it has: ${budgets.join(', ') || 'none'}.`,
    )
  }
  return epochs
}

function problemOf(
  context: Context,
  request: FitnessRequest,
): { answered: Answered; problem: MeasuredProblem } {
  const view = instanceView(context, request.instance)
  const { instance, complexity } = view
  const { preparation } = context
  const epochs = budgetOf(context, view, request.epochs)
  const table = view.tables.get(epochs) ?? null
  const predictions = view.predictions.get(epochs) ?? null
  if (request.halfway && !view.hasHalfway) {
    const detail = `${instance.id} has no halfway measurements; leave halfway out.`
    throw new ApiError('request_invalid', detail, { errors: [{ pointer: '/halfway', detail }] })
  }
  return {
    answered: {
      release: context.release.id,
      instance: instance.id,
      epochs,
      ...(request.halfway ? { halfway: true } : {}),
      ...(request.deviation === 'run' ? {} : { deviation: request.deviation }),
      ...(request.source === 'world' ? { world: request.world } : {}),
    },
    problem: {
      instance: instance.id,
      metrics: instance.metrics,
      epochs,
      table,
      predictions,
      complexity,
      world:
        request.source === 'world'
          ? worldAt(context.space, { view, epochs, seed: request.world })
          : undefined,
      pending:
        preparation && predictions === null
          ? () => unfinishedOf(preparation(), instance.id, epochs)
          : undefined,
    },
  }
}

/**
 * Opens the answers to one request.
 * @throws ApiError `instance_not_found`, `epochs_not_available`; `request_invalid` where `halfway`
 * is asked of an instance that has nothing halfway
 */
export function openFitness(context: Context, request: FitnessRequest): FitnessAnswers {
  const { answered, problem } = problemOf(context, request)
  const counts = countsOf(context, problem.instance)
  return { answered, answer: fitnessAnswers(problem, request), problem, counts }
}

/** Why one architecture has no answer, as the error of a whole request. */
export function noFitness({ code, detail, progress }: NoFitness): ApiError {
  return new ApiError(code, detail, progress === undefined ? {} : { progress })
}

interface Opened {
  readonly request: FitnessRequest
  readonly answerCounts: Context['answerCounts']
  readonly writing: FitnessWriting
}

const OPENED_MAX = 16
const opened = new WeakMap<ReleaseView, Opened[]>()

function openedOf(release: ReleaseView): Opened[] {
  const known = opened.get(release)
  if (known !== undefined) return known
  const made: Opened[] = []
  opened.set(release, made)
  return made
}

function isSame(one: FitnessRequest, other: FitnessRequest): boolean {
  return (
    one.instance === other.instance &&
    one.epochs === other.epochs &&
    one.source === other.source &&
    one.run === other.run &&
    one.seed === other.seed &&
    one.world === other.world &&
    one.halfway === other.halfway &&
    one.deviation === other.deviation
  )
}

/**
 * Opens the same answers as JSON; what was asked of the same release a little before is open still.
 * @throws as `openFitness`
 */
export function openFitnessWriting(context: Context, request: FitnessRequest): FitnessWriting {
  const { release, answerCounts, space } = context
  const known = openedOf(release)
  for (const before of known) {
    if (before.answerCounts === answerCounts && isSame(before.request, request))
      return before.writing
  }
  const { answered, problem } = problemOf(context, request)
  const writing: FitnessWriting = {
    counts: countsOf(context, problem.instance),
    opening: JSON.stringify(answered).slice(0, -1),
    ...fitnessWriting(problem, request, space.tables.hashes),
  }
  if (known.length === OPENED_MAX) known.shift()
  // Of a batch only this: its architectures are not kept.
  const { instance, epochs, source, run, seed, halfway, deviation, world } = request
  const kept = { instance, epochs, source, run, seed, halfway, deviation, world }
  known.push({ request: kept, answerCounts, writing })
  return writing
}
