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
   * Waits for a place.
   * @returns gives the place back; a second call does nothing
   * @throws ApiError `unavailable` where the line is full or does not move
   */
  async enter(): Promise<() => void> {
    if (this.#inside < this.#limits.atOnce) this.#inside++
    else await this.#wait()
    let left = false
    return () => {
      if (left) return
      left = true
      const next = this.#waiting.shift()
      // Whoever asks for little goes in between.
      if (next === undefined) this.#inside--
      else setImmediate(next)
    }
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

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting) return Promise.reject(busy())
    return new Promise((resolve, reject) => {
      const mine = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1)
        reject(busy())
      }, this.#limits.waitMs)
      this.#waiting.push(mine)
    })
  }
}
