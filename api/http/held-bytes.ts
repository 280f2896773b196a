import { ApiError } from '../operations/errors.ts'
import {
  HELD_BYTES_MAX,
  HELD_BYTES_OF_CLIENT_MAX,
  HELD_BYTES_OF_CLIENT_RESERVED,
  HELD_BYTES_RESERVED,
} from './limits.ts'
import { type Refusal, Shares } from './shares.ts'

const MEBIBYTE = 1024 * 1024
const RETRY_AFTER_S = 2

/** The bytes that requests hold in memory: bodies as they arrive, answers until they are sent. */
export function heldBytes(): Shares {
  return new Shares({
    total: HELD_BYTES_MAX,
    ofClient: HELD_BYTES_OF_CLIENT_MAX,
    reserved: HELD_BYTES_RESERVED,
    ofClientReserved: HELD_BYTES_OF_CLIENT_RESERVED,
  })
}

function refused(refusal: Refusal): ApiError {
  return refusal === 'own'
    ? new ApiError(
        'rate_limited',
        `The bodies and unread answers of this address hold ${HELD_BYTES_OF_CLIENT_MAX / MEBIBYTE} MiB already; read answers to their end, and send fewer large requests at once.`,
        { headers: { 'Retry-After': String(RETRY_AFTER_S) } },
      )
    : new ApiError(
        'unavailable',
        'Too many large requests and answers are in flight; try again soon.',
      )
}

/** What one exchange holds of the bytes of all; at first nothing. */
export class Holding {
  readonly #shares: Shares
  readonly #client: string | null
  #bytes = 0

  /** @param client null: one that may hold all there is */
  constructor(shares: Shares, client: string | null) {
    this.#shares = shares
    this.#client = client
  }

  /** Holds so many bytes in place of those before. @throws ApiError `rate_limited` or `unavailable` */
  set(bytes: number): void {
    const more = bytes - this.#bytes
    if (more > 0) {
      const refusal = this.#shares.take(this.#client, more)
      if (refusal !== null) throw refused(refusal)
    } else if (more < 0) this.#shares.give(this.#client, -more)
    this.#bytes = bytes
  }
}
