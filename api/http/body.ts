import { ApiError } from '../operations/errors.ts'
import { charge } from './charge.ts'
import type { Exchange } from './exchange.ts'
import { isDeeper } from './json-depth.ts'
import { BODY_BYTES_MAX, JSON_DEPTH_MAX, RATE_BODY_BYTES } from './limits.ts'

const DISCARDED_BYTES_MAX = 64 * 1024 * 1024
const DISCARDING_MS_MAX = 10_000

type Reader = ReadableStreamDefaultReader<Uint8Array>

// A client that is still sending meets a closed connection instead of the answer, so the rest is
// read and thrown away first; within bounds, since nobody may keep the service reading.
async function discard(reader: Reader): Promise<void> {
  const deadline = performance.now() + DISCARDING_MS_MAX
  let bytes = 0
  while (bytes < DISCARDED_BYTES_MAX && performance.now() < deadline) {
    const { done, value } = await reader.read()
    if (done) return
    bytes += value.length
  }
}

function tooLarge(): ApiError {
  return new ApiError(
    'payload_too_large',
    `The body is larger than ${BODY_BYTES_MAX / 1024 ** 2} MiB; split the batch into several requests.`,
  )
}

const decoder = new TextDecoder()

async function readChunks(exchange: Exchange, reader: Reader): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return decoder.decode(Buffer.concat(chunks))
    const before = Math.floor(bytes / RATE_BODY_BYTES)
    bytes += value.length
    charge(exchange, Math.floor(bytes / RATE_BODY_BYTES) - before)
    if (bytes > BODY_BYTES_MAX) {
      await discard(reader)
      throw tooLarge()
    }
    chunks.push(value)
  }
}

/** Bytes that the body is said to have, which the HTTP parser holds it to; null in chunks. */
export function statedLength(exchange: Exchange): number | null {
  const stated = exchange.header('content-length')
  if (stated === undefined || exchange.header('transfer-encoding') !== undefined) return null
  return Number(stated)
}

/**
 * The body as text.
 * @throws ApiError `payload_too_large` over `BODY_BYTES_MAX`; `request_timeout` where it
 * does not come whole
 */
export async function readText(exchange: Exchange): Promise<string> {
  try {
    return await readWhole(exchange)
  } catch (error) {
    // Nobody is there any more to be told; it is no failure of the service.
    if (exchange.incoming?.destroyed !== true || error instanceof ApiError) throw error
    throw new ApiError('request_timeout', 'The connection closed before the body was complete.')
  }
}

async function readWhole(exchange: Exchange): Promise<string> {
  const { request } = exchange
  const stated = statedLength(exchange)
  if (stated !== null && stated <= BODY_BYTES_MAX) return request.text()
  const reader = request.body?.getReader()
  if (reader === undefined) return ''
  if (stated === null) return readChunks(exchange, reader)
  await discard(reader)
  throw tooLarge()
}

/** @throws ApiError `request_invalid` where JSON lies too deep; whether it is JSON is not looked at */
export function checkDepth(text: string, what: string): void {
  if (!isDeeper(text, JSON_DEPTH_MAX)) return
  throw new ApiError(
    'request_invalid',
    `${what} has arrays and objects more than ${JSON_DEPTH_MAX} deep in each other.`,
  )
}

/** @throws ApiError `request_invalid` where it is no JSON or lies too deep */
export function parseJson(text: string, what: string): unknown {
  checkDepth(text, what)
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError('request_invalid', `${what} is not JSON.`)
  }
}
