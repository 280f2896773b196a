import { clientLeft } from './errors.ts'

/** A long computation; it stops at each `yield`, so that others get the processor. */
export type Steps<Result> = Generator<undefined, Result>

/** Who waits for an answer. */
export interface Caller {
  /** Whether the caller is gone, and nobody can be answered. */
  hasLeft(): boolean
}

/** A caller that waits in any case. */
export const STAYS: Caller = { hasLeft: () => false }

// Browsers have no setImmediate.
const nextTurn = () =>
  new Promise<void>((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve)
  })

async function runRest<Result>(steps: Steps<Result>, caller: Caller): Promise<Result> {
  for (;;) {
    await nextTurn()
    if (caller.hasLeft()) throw clientLeft()
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * Runs a computation step by step and answers other requests between the steps.
 * @returns the result itself where there is only one step
 * @throws ApiError when the caller leaves
 */
export function runCooperatively<Result>(
  steps: Steps<Result>,
  caller: Caller = STAYS,
): Result | Promise<Result> {
  const first = steps.next()
  return first.done === true ? first.value : runRest(steps, caller)
}

function isSteps<Result>(
  answer: Result | Promise<Result> | Steps<Result>,
): answer is Steps<Result> {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'next' in answer &&
    typeof answer.next === 'function'
  )
}

/** What the handler of an operation answers, with its steps run. @throws as `runCooperatively` */
export function settle<Result>(
  answer: Result | Promise<Result> | Steps<Result>,
  caller?: Caller,
): Result | Promise<Result> {
  return isSteps(answer) ? runCooperatively(answer, caller) : answer
}
