import type { Context } from './context.ts'
import { clientLeft } from './errors.ts'

// A timer of its own, because the release that is taken home is asked in browsers too.
const nextTurn = () =>
  new Promise<void>((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve)
  })

/**
 * Runs a long computation step by step, and lets other requests be answered between the steps.
 * @throws ApiError where the client left, and the rest would be for nobody
 */
export async function inTurns<Result>(
  steps: Generator<unknown, Result>,
  context: Pick<Context, 'hasLeft'>,
): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await nextTurn()
    if (context.hasLeft()) throw clientLeft()
  }
}
