import { RATE_CLIENTS_MAX, RATE_WINDOW_S } from './limits.ts'

// Own code: the libraries keep a timer a client or answer through a promise, and bound no memory.

const CHANCES = 8

/** What one client has left in its window. */
export class Allowance {
  readonly quota: number
  #used = 0
  #endsAt: number

  constructor(quota: number, now: number) {
    this.quota = quota
    this.#endsAt = now + RATE_WINDOW_S * 1000
  }

  /** Counts `units`; false where they are more than is left, and then nothing is counted. */
  take(units: number, now: number): boolean {
    if (now >= this.#endsAt) {
      this.#used = 0
      this.#endsAt = now + RATE_WINDOW_S * 1000
    }
    if (this.#used + units > this.quota) return false
    this.#used += units
    return true
  }

  get left(): number {
    return this.quota - this.#used
  }

  /** Whole seconds until the window ends, at least 1. */
  secondsLeft(now: number): number {
    return Math.max(1, Math.ceil((this.#endsAt - now) / 1000))
  }

  isOver(now: number): boolean {
    return now >= this.#endsAt
  }
}

/** Allowances by client, in windows that begin with a client's first request. */
export class RateLimiter {
  readonly #clients = new Map<string, Allowance>()

  /** @param now in milliseconds, of a clock that only goes forward */
  allowanceOf(client: string, quota: number, now: number): Allowance {
    const known = this.#clients.get(client)
    if (known !== undefined) return known
    if (this.#clients.size >= RATE_CLIENTS_MAX) this.#forgetOne(now)
    const made = new Allowance(quota, now)
    this.#clients.set(client, made)
    return made
  }

  get size(): number {
    return this.#clients.size
  }

  // The oldest whose window is over; after a few that are not, whoever is next.
  #forgetOne(now: number): void {
    let chances = CHANCES
    for (const [client, allowance] of this.#clients) {
      this.#clients.delete(client)
      if (allowance.isOver(now) || chances-- === 0) return
      this.#clients.set(client, allowance)
    }
  }
}
