// Whoever watches the service waits about this long at most, and one piece of work more.
const TURN_MS = 15
// Places of a line that has moved on; all at once they cost less.
const FORGOTTEN_MAX = 1024

interface Waiting {
  readonly work: () => void
  /** Whether what `work` starts goes on after it has returned, in the same turn. */
  readonly goesOn: boolean
}

/**
 * Bounds the work of one turn of the event loop: what comes after the time is used up waits in line for
 * the next turn, and the loop takes in what has arrived meanwhile.
 */
export class LoopTurns {
  #began = 0
  #first = 0
  #waiting: Waiting[] = []

  /** Does `work` now, or in a later turn where this one is used up. */
  run(work: () => void): void {
    if (this.#first === this.#waiting.length && this.#hasTime()) work()
    else this.#waiting.push({ work, goesOn: false })
  }

  /** Undefined where there is time now; else settles in a later turn. */
  next(): Promise<void> | undefined {
    if (this.#first === this.#waiting.length && this.#hasTime()) return undefined
    return new Promise((resolve) => this.#waiting.push({ work: resolve, goesOn: true }))
  }

  #hasTime(): boolean {
    const now = performance.now()
    if (this.#began === 0) {
      this.#began = now
      setImmediate(this.#begin)
      return true
    }
    return now - this.#began < TURN_MS
  }

  readonly #begin = (): void => {
    this.#began = 0
    if (this.#waiting.length === 0) return
    while (this.#first < this.#waiting.length && this.#hasTime()) {
      const { work, goesOn } = this.#waiting[this.#first++] as Waiting
      work()
      // How long the rest of it takes is known in the next turn only.
      if (goesOn) break
    }
    if (this.#first < this.#waiting.length && this.#first < FORGOTTEN_MAX) return
    this.#waiting = this.#waiting.slice(this.#first)
    this.#first = 0
  }
}

/** Of this process: all that it serves shares its one event loop. */
export const loopTurns = new LoopTurns()
