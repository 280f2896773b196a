import { setImmediate } from 'node:timers/promises'

/** Runs a long computation step by step, and lets other requests be answered between the steps. */
export async function inTurns<Result>(steps: Generator<unknown, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}
