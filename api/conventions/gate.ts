import { ApiError } from '../errors.ts'

export interface GateLimits {
  readonly atOnce: number
  readonly waiting: number
  readonly waitMs: number
}

function busy(): ApiError {
  return new ApiError(
    'unavailable',
    'Too many requests of this kind are being answered; try again soon.',
  )
}

/** Lets only a few through at the same time; others wait in line, and a long line is refused. */
export class Gate {
  readonly #limits: GateLimits
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(limits: GateLimits) {
    this.#limits = limits
  }

  /**
   * Takes a place that is free.
   * @returns gives the place back; a second call does nothing
   * @throws ApiError `unavailable` where there is none
   */
  enterNow(): () => void {
    if (this.#inside >= this.#limits.atOnce) throw busy()
    this.#inside++
    return this.#exit()
  }

  /** Waits for a place. @throws ApiError `unavailable` where the line is full or does not move */
  async enter(): Promise<() => void> {
    if (this.#inside < this.#limits.atOnce) return this.enterNow()
    await this.#wait()
    return this.#exit()
  }

  /** Runs `work` in a place of its own. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const leave = await this.enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }

  #exit(): () => void {
    let left = false
    return () => {
      if (left) return
      left = true
      const next = this.#waiting.shift()
      if (next === undefined) this.#inside--
      else next()
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting) return Promise.reject(busy())
    return new Promise((resolve, reject) => {
      const mine = () => {
        clearTimeout(timer)
        setImmediate(resolve) // whoever asks for little goes in between
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1)
        reject(busy())
      }, this.#limits.waitMs)
      this.#waiting.push(mine)
    })
  }
}
