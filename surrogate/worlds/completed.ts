/** The result of steps, all of them at once: for processes that answer nobody meanwhile. */
export function completed<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
