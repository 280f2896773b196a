import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/errors.ts'
import { parseInput } from '../operations/input.ts'
import { type AnyOperation, type Example, prepared } from '../operations/operation.ts'
import { operations } from '../operations/operations.ts'
import { servedRelease } from '../operations/releases.ts'
import { settle } from '../operations/run-cooperatively.ts'
import { slugOf } from './markup.ts'

/** What a release answers to the examples, by `answerKey`; lists are cut short. */
export type ExampleAnswers = ReadonlyMap<string, unknown>

export const NO_ANSWERS: ExampleAnswers = new Map()

const OBJECTS_MAX = 2

/** Told of an example that failed inside. */
export type OnFailure = (operation: string, error: unknown) => void

export function exampleKey(example: Pick<Example<unknown>, 'title'>): string {
  return slugOf(example.title)
}

export function answerKey(operationName: string, exampleName: string): string {
  return `${operationName} ${exampleName}`
}

/** Lists of objects with their first two only; still what the schema describes. */
export function cutShort(value: unknown): unknown {
  if (Array.isArray(value)) {
    const objects = value.every((one) => typeof one === 'object' && !Array.isArray(one))
    return (objects ? value.slice(0, OBJECTS_MAX) : value).map(cutShort)
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, cutShort(own)]))
}

// Of who asks, not of what was asked for: too often, or gone before the answer.
const OF_THE_MOMENT = new Set([429, 499])

// What this release has not, it will not have later; anything else may be over soon.
function isForGood(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && !OF_THE_MOMENT.has(error.status)
}

// Nobody asked for these answers, so they are not counted. Of other releases nothing is shown, so that
// a page about the service never waits for the database.
function forEverybody(asked: Context): Context {
  const { releases } = asked
  return {
    ...asked,
    releases: releases && { ...releases, list: async () => [servedRelease(asked)] },
    answerCounts: new Map(),
  }
}

/**
 * Asks every example of the release that is served; what it answers holds until it is exported anew.
 * One that this release refuses, for lack of an instance say, has no answer.
 * @returns complete: whether asking again would give the same
 */
export async function answerExamples(
  asked: Context,
  onFailure: OnFailure = () => {},
): Promise<{ answered: ExampleAnswers; complete: boolean }> {
  const context = forEverybody(asked)
  const answers = new Map<string, unknown>()
  let complete = true
  for (const operation of Object.values<AnyOperation>(operations)) {
    for (const example of operation.examples ?? []) {
      try {
        const input = parseInput(operation.input, example.input)
        const answer = await prepared(operation, { context, input }, () =>
          settle(operation.handle(context, input)),
        )
        const sent: unknown = JSON.parse(JSON.stringify(answer))
        answers.set(answerKey(operation.name, exampleKey(example)), cutShort(sent))
      } catch (error) {
        if (isForGood(error)) continue
        complete = false
        if (error instanceof ApiError && error.extras.progress !== undefined) continue
        onFailure(operation.name, error)
      }
    }
  }
  return { answered: answers, complete }
}
