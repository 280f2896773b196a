import type { Caller } from './run-cooperatively.ts'

interface Running {
  readonly callers: Caller[]
  readonly done: Promise<void>
}

/** Work that is done once for all who wait for it, and stopped when all of them have left. */
export class SharedWork {
  readonly #running = new Map<string, Running>()

  /**
   * Waits for what is running under a name, or starts it.
   * @param work is given all its callers: it ends with an error once they have left
   */
  run(name: string, caller: Caller, work: (callers: Caller) => Promise<void>): Promise<void> {
    const before = this.#running.get(name)
    if (before !== undefined) {
      before.callers.push(caller)
      return before.done
    }
    const callers = [caller]
    const forget = () => {
      if (this.#running.get(name)?.callers === callers) this.#running.delete(name)
    }
    const hasLeft = () => {
      const isAbandoned = callers.every((one) => one.hasLeft())
      // Whoever asks from now on must not wait for what is being stopped.
      if (isAbandoned) forget()
      return isAbandoned
    }
    const done = Promise.resolve()
      .then(() => work({ hasLeft }))
      .finally(forget)
    this.#running.set(name, { callers, done })
    return done
  }
}
