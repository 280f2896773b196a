import type { IncomingMessage } from 'node:http'
import { ApiError } from '../operations/errors.ts'
import { charge } from './charge.ts'
import type { Exchange } from './exchange.ts'
import { hold } from './hold.ts'
import { excessOf } from './json-excess.ts'
import { BODY_BYTES_MAX, BODY_CHUNKS_MAX, RATE_BODY_BYTES, RATE_BODY_CHUNKS } from './limits.ts'
import { loopTurns } from './loop-turns.ts'

const DISCARDED_BYTES_MAX = 64 * 1024 * 1024
const DISCARDING_MS_MAX = 10_000
const FIRST_BYTES = 64 * 1024
// Up to here the stated length is believed: a buffer that grows is copied each time.
const BELIEVED_BYTES = 1024 * 1024

function tooLarge(): ApiError {
  return new ApiError(
    'payload_too_large',
    `The body is larger than ${BODY_BYTES_MAX / 1024 ** 2} MiB; split the batch into several requests.`,
  )
}

function tooManyChunks(): ApiError {
  return new ApiError(
    'payload_too_large',
    `The body comes in more than ${BODY_CHUNKS_MAX} chunks; send larger ones, or state its Content-Length.`,
    { headers: { Connection: 'close' } },
  )
}

const decoder = new TextDecoder()

function checkCoding(exchange: Exchange): void {
  const coding = exchange.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity') return
  throw new ApiError(
    'unsupported_media_type',
    `The body has the Content-Encoding ${JSON.stringify(coding)}; send it uncompressed.`,
  )
}

/** Bytes that the body is said to have, which the HTTP parser holds it to; null in chunks. */
export function statedLength(exchange: Exchange): number | null {
  const stated = exchange.header('content-length')
  if (stated === undefined || exchange.header('transfer-encoding') !== undefined) return null
  return Number(stated)
}

/** One buffer that grows with what arrives, counted among what the client holds and is charged for. */
class GrowingBody {
  readonly #exchange: Exchange
  readonly #stated: number | null
  #buffer: Uint8Array = new Uint8Array(0)
  #length = 0
  #chunks = 0

  constructor(exchange: Exchange) {
    this.#exchange = exchange
    this.#stated = statedLength(exchange)
    if (this.#stated !== null && this.#stated > BODY_BYTES_MAX) throw tooLarge()
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  /** @throws ApiError where the body is too large, or dearer or more than the client may have */
  add(chunk: Uint8Array): void {
    const before = this.#length
    const after = before + chunk.length
    this.#chunks++
    if (after > BODY_BYTES_MAX) throw tooLarge()
    if (this.#chunks > BODY_CHUNKS_MAX) throw tooManyChunks()
    // What a stated length counts is charged before anything of it is read.
    const ofBytes = this.#stated === null ? unitsOf(after) - unitsOf(before) : 0
    const ofChunks = this.#chunks % RATE_BODY_CHUNKS === 0 ? 1 : 0
    if (ofBytes + ofChunks > 0) charge(this.#exchange, ofBytes + ofChunks)
    if (before === 0 && chunk.length === this.#stated) {
      hold(this.#exchange, after)
      this.#buffer = chunk
    } else {
      if (after > this.#buffer.length) this.#grow(after)
      this.#buffer.set(chunk, before)
    }
    this.#length = after
  }

  #grow(needed: number): void {
    const believed = this.#stated !== null && this.#stated <= BELIEVED_BYTES ? this.#stated : 0
    const doubled = Math.max(FIRST_BYTES, believed, needed, 2 * this.#buffer.length)
    const capacity = Math.min(doubled, this.#stated ?? BODY_BYTES_MAX)
    hold(this.#exchange, capacity)
    const grown = Buffer.allocUnsafeSlow(capacity)
    grown.set(this.bytes)
    this.#buffer = grown
  }
}

const unitsOf = (bytes: number) => Math.floor(bytes / RATE_BODY_BYTES)

/**
 * Reads all that comes. A client that is still sending meets a closed connection instead of the answer
 * that refuses its body, so the rest is read and thrown away first; within bounds.
 */
function collect(incoming: IncomingMessage, exchange: Exchange): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let refused: unknown = null
    let discarded = 0
    let timer: NodeJS.Timeout | undefined
    let body: GrowingBody | undefined
    const settle = (done: () => void) => {
      clearTimeout(timer)
      incoming.off('data', onData).off('end', onEnd).off('error', onClose).off('close', onClose)
      done()
    }
    const fail = () => settle(() => reject(refused))
    const refuse = (error: unknown) => {
      refused = error
      body = undefined
      hold(exchange, 0)
      if (error instanceof ApiError && error.headers['Connection'] === 'close') fail()
      else timer = setTimeout(fail, DISCARDING_MS_MAX)
    }
    const onData = (chunk: Buffer) => {
      if (refused !== null) {
        discarded += chunk.length
        if (discarded > DISCARDED_BYTES_MAX) fail()
        return
      }
      try {
        body?.add(chunk)
      } catch (error) {
        refuse(error)
      }
    }
    const onEnd = () => {
      if (refused !== null) fail()
      else settle(() => resolve(body?.bytes ?? new Uint8Array(0)))
    }
    const onClose = () => {
      const broken = new ApiError(
        'request_timeout',
        'The connection closed before the body was complete.',
      )
      settle(() => reject(refused ?? broken))
    }
    try {
      body = new GrowingBody(exchange)
    } catch (error) {
      refuse(error)
    }
    incoming.on('data', onData).on('end', onEnd).on('error', onClose).on('close', onClose)
    if (incoming.readableEnded) onEnd()
    else if (incoming.destroyed) onClose()
  })
}

// Without a socket, as in a test, the whole body is in memory already.
async function bodyOf(exchange: Exchange): Promise<Uint8Array> {
  const body = new GrowingBody(exchange)
  const bytes = new Uint8Array(await exchange.request.arrayBuffer())
  if (bytes.length > 0) body.add(bytes)
  return body.bytes
}

/**
 * The body as text.
 * @param what it is called where it is more JSON than any request needs
 * @throws ApiError `unsupported_media_type` where it is compressed; `payload_too_large` over
 * `BODY_BYTES_MAX` or in too many chunks; `rate_limited` or `unavailable` where too much is in flight;
 * `request_timeout` where it does not come whole; `request_invalid` as `checkJson`
 */
export async function readText(exchange: Exchange, what: string): Promise<string> {
  checkCoding(exchange)
  const { incoming } = exchange
  const bytes = await (incoming === undefined ? bodyOf(exchange) : collect(incoming, exchange))
  const turn = loopTurns.next()
  if (turn !== undefined) await turn
  checkJson(bytes, what)
  return decoder.decode(bytes)
}

/** @throws ApiError `request_invalid` where JSON nests too deep or is more than any request needs */
export function checkJson(json: Uint8Array, what: string): void {
  const excess = excessOf(json)
  if (excess !== null) throw new ApiError('request_invalid', `${what} has ${excess}.`)
}

/** @throws ApiError `request_invalid` where it is no JSON */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError('request_invalid', `${what} is not JSON.`)
  }
}
