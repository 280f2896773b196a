import { ApiError } from '../operations/errors.ts'
import { STREAMS_MAX, STREAMS_OF_CLIENT_MAX, STREAMS_RESERVED } from './limits.ts'
import { Shares } from './shares.ts'

const RETRY_AFTER_S = 5

function allTaken(): ApiError {
  return new ApiError(
    'unavailable',
    'Too many streamed answers and files are being read; try again soon.',
  )
}

function ownTaken(): ApiError {
  return new ApiError(
    'rate_limited',
    `This address reads ${STREAMS_OF_CLIENT_MAX} streamed answers and files already; read one to its end or close it first.`,
    { headers: { 'Retry-After': String(RETRY_AFTER_S) } },
  )
}

/** The places of streamed answers and files: a client goes at its own speed, so it may not have them all. */
export class Streams {
  readonly #places = new Shares({
    total: STREAMS_MAX,
    ofClient: STREAMS_OF_CLIENT_MAX,
    reserved: STREAMS_RESERVED,
    ofClientReserved: 1,
  })

  /**
   * Takes a place.
   * @param client null: one that may have every place
   * @returns gives the place back; a second call does nothing
   * @throws ApiError `rate_limited` where the client has its share, `unavailable` where none is free
   */
  enter(client: string | null): () => void {
    const refusal = this.#places.take(client, 1)
    if (refusal !== null) throw refusal === 'own' ? ownTaken() : allTaken()
    let left = false
    return () => {
      if (left) return
      left = true
      this.#places.give(client, 1)
    }
  }
}
