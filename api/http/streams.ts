import { ApiError } from '../operations/errors.ts'
import { Gate } from './gate.ts'
import { STREAMS_MAX, STREAMS_OF_CLIENT_MAX } from './limits.ts'

const RETRY_AFTER_S = 5

function allTaken(): ApiError {
  return new ApiError(
    'rate_limited',
    `This address reads ${STREAMS_OF_CLIENT_MAX} streamed answers already; read one to its end or close it first.`,
    { headers: { 'Retry-After': String(RETRY_AFTER_S) } },
  )
}

/** The places of streamed answers: a client goes at its own speed, so it may not have them all. */
export class Streams {
  readonly #gate = new Gate({ atOnce: STREAMS_MAX, waiting: 0, waitMs: 0 })
  /** Only of clients that have one. */
  readonly #ofClients = new Map<string, number>()

  /**
   * Takes a place.
   * @param client null: one that may have every place
   * @returns gives the place back; a second call does nothing
   * @throws ApiError `rate_limited` where the client has its share, `unavailable` where none is free
   */
  enter(client: string | null): () => void {
    if (client === null) return this.#gate.enterNow()
    const own = this.#ofClients.get(client) ?? 0
    if (own >= STREAMS_OF_CLIENT_MAX) throw allTaken()
    const leave = this.#gate.enterNow()
    this.#ofClients.set(client, own + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      this.#leave(client)
      leave()
    }
  }

  #leave(client: string): void {
    const others = (this.#ofClients.get(client) ?? 0) - 1
    if (others > 0) this.#ofClients.set(client, others)
    else this.#ofClients.delete(client)
  }
}
