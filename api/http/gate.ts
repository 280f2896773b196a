import { ApiError, clientLeft } from '../operations/errors.ts'

export interface GateLimits {
  readonly atOnce: number
  readonly waiting: number
  readonly waitMs: number
}

interface Waiting {
  /** Whether nobody waits here any more. */
  hasLeft(): boolean
  go(): void
  refuse(error: ApiError): void
}

const stays = () => false

function busy(): ApiError {
  return new ApiError(
    'unavailable',
    'Too many requests of this kind are being answered; try again soon.',
  )
}

/** Lets only a few through at the same time; others wait in line, and a long line is refused. */
export class Gate {
  readonly #limits: GateLimits
  #waiting: Waiting[] = []
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

  /**
   * Waits for a place.
   * @param hasLeft who left is passed over, and makes room in a full line
   * @throws ApiError `unavailable` where the line is full or does not move
   */
  async enter(hasLeft: () => boolean = stays): Promise<() => void> {
    if (this.#inside < this.#limits.atOnce) return this.enterNow()
    await this.#wait(hasLeft)
    return this.#exit()
  }

  /** Runs `work` in a place of its own. @throws ApiError as `enter`, and where who asks has left */
  async run<T>(work: () => T | Promise<T>, hasLeft: () => boolean = stays): Promise<T> {
    const leave = await this.enter(hasLeft)
    try {
      if (hasLeft()) throw clientLeft()
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
      this.#forgetWhoLeft()
      const next = this.#waiting.shift()
      if (next === undefined) this.#inside--
      else next.go()
    }
  }

  #forgetWhoLeft(): void {
    const gone = this.#waiting.filter(({ hasLeft }) => hasLeft())
    if (gone.length === 0) return
    this.#waiting = this.#waiting.filter((one) => !gone.includes(one))
    for (const one of gone) one.refuse(clientLeft())
  }

  #wait(hasLeft: () => boolean): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting) this.#forgetWhoLeft()
    if (this.#waiting.length >= this.#limits.waiting) return Promise.reject(busy())
    return new Promise((resolve, reject) => {
      const mine: Waiting = {
        hasLeft,
        go: () => {
          clearTimeout(timer)
          setImmediate(resolve) // whoever asks for little goes in between
        },
        refuse: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1)
        reject(busy())
      }, this.#limits.waitMs)
      this.#waiting.push(mine)
    })
  }
}
