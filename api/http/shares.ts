export interface ShareLimits {
  /** Of all clients together. */
  readonly total: number
  /** Of one client. */
  readonly ofClient: number
  /** Kept for clients that hold little: whoever would have more than `ofClientReserved` gets none of it. */
  readonly reserved: number
  readonly ofClientReserved: number
}

/** Why a share is refused: the client has its own, or all is taken. */
export type Refusal = 'own' | 'all'

/**
 * Shares out what is limited, so that a few clients cannot hold all of it. Counted by client only while
 * a client holds something.
 */
export class Shares {
  readonly #limits: ShareLimits
  readonly #ofClients = new Map<string, number>()
  #held = 0

  constructor(limits: ShareLimits) {
    this.#limits = limits
  }

  get held(): number {
    return this.#held
  }

  /**
   * Takes `amount` more, or nothing.
   * @param client null: one that may have all there is
   * @returns null where it is taken
   */
  take(client: string | null, amount: number): Refusal | null {
    const { total, ofClient, reserved, ofClientReserved } = this.#limits
    const after = this.#held + amount
    if (after > total) return 'all'
    if (client !== null) {
      const own = (this.#ofClients.get(client) ?? 0) + amount
      if (own > ofClient) return 'own'
      if (after > total - reserved && own > ofClientReserved) return 'all'
      this.#ofClients.set(client, own)
    }
    this.#held = after
    return null
  }

  /** Gives back what was taken. */
  give(client: string | null, amount: number): void {
    this.#held -= amount
    if (client === null) return
    const own = (this.#ofClients.get(client) ?? 0) - amount
    if (own > 0) this.#ofClients.set(client, own)
    else this.#ofClients.delete(client)
  }
}
