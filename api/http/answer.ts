import { Readable } from 'node:stream'
import { COMPRESSED_LENGTH_MIN, compress, compressor, encodingOf } from './encoding.ts'
import { etagOf } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { hold } from './hold.ts'
import { HELD_ANSWER_BYTES_MIN } from './limits.ts'
import { policyOf, rateLimitOf } from './rate-limit-headers.ts'

/** How long an answer may be kept by whom. */
export const CACHE = {
  /** Errors, and what tells of this moment. */
  none: 'no-store',
  /** What a release answers: the next release may answer otherwise. */
  release: 'public, max-age=60, stale-while-revalidate=600',
  /** What comes with the service: documents, and not data. */
  document: 'public, max-age=300, stale-while-revalidate=3600',
  /** What never changes. */
  immutable: 'public, max-age=31536000, immutable',
} as const

/** Headers that scripts of other origins may read. */
const EXPOSED =
  'ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Server-Timing, Content-Disposition, Content-Range, Accept-Ranges, Repr-Digest'

export interface AnswerInit {
  readonly type: string
  readonly cache: string
  readonly status?: number
  /** The middle of the strong tag; null where nothing may be validated. */
  readonly tag?: string | null
  /** Whether it is sent as it is: what is dear to compress is not, for whom the network costs nothing. */
  readonly isPlain?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** The headers that every answer has; a plain object, which the adapter sends as it is. */
export function commonHeaders(exchange: Exchange): Record<string, string> {
  const now = performance.now()
  exchange.answered = now
  const headers: Record<string, string> = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': EXPOSED,
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': exchange.requestId,
    'Server-Timing': `handler;dur=${(now - exchange.started).toFixed(2)}`,
  }
  const { allowance } = exchange
  if (allowance !== null) {
    headers['RateLimit-Policy'] = policyOf(allowance)
    headers['RateLimit'] = rateLimitOf(allowance, now)
  }
  return headers
}

/** Everything in front of the body. */
export function answerHeaders(
  exchange: Exchange,
  { type, cache, tag, headers }: AnswerInit,
  encoding = 'identity',
): Record<string, string> {
  const all = commonHeaders(exchange)
  all['Content-Type'] = type
  all['Cache-Control'] = cache
  all['Vary'] = 'Accept-Encoding'
  if (encoding !== 'identity') all['Content-Encoding'] = encoding
  if (typeof tag === 'string') all['ETag'] = etagOf(tag, encoding === 'identity' ? '' : encoding)
  return headers === undefined ? all : Object.assign(all, headers)
}

/** A text, or the UTF-8 of one. */
export type Text = string | Uint8Array<ArrayBuffer>

/**
 * Answers with a text or its UTF-8, compressed where that pays and the client takes it.
 * @throws ApiError `rate_limited` or `unavailable` where too much waits to be sent already
 */
export function answer(
  exchange: Exchange,
  text: Text,
  init: AnswerInit,
): Response | Promise<Response> {
  const { status = 200 } = init
  hold(exchange, text.length < HELD_ANSWER_BYTES_MIN ? 0 : text.length)
  const encoding =
    text.length < COMPRESSED_LENGTH_MIN || init.isPlain === true
      ? 'identity'
      : encodingOf(exchange.header('accept-encoding'))
  if (encoding === 'identity') {
    return new Response(text, { status, headers: answerHeaders(exchange, init, encoding) })
  }
  return compress(text, encoding).then((bytes) => {
    hold(exchange, bytes.length)
    return new Response(bytes, { status, headers: answerHeaders(exchange, init, encoding) })
  })
}

/** Answers that the client has it already. */
export function notModified(exchange: Exchange, etag: string, init: AnswerInit): Response {
  const headers = commonHeaders(exchange)
  headers['ETag'] = etag
  headers['Cache-Control'] = init.cache
  headers['Vary'] = 'Accept-Encoding'
  return new Response(null, { status: 304, headers: Object.assign(headers, init.headers) })
}

/** Answers with a stream, compressed where the client takes it; the length is not known before. */
export function answerStream(
  exchange: Exchange,
  body: ReadableStream<Uint8Array>,
  init: AnswerInit,
): Response {
  const encoding = encodingOf(exchange.header('accept-encoding'))
  const headers = answerHeaders(exchange, init, encoding)
  if (exchange.request.method === 'HEAD') return new Response(null, { headers })
  if (encoding === 'identity') return new Response(body, { headers })
  // A failure in front of the compressor must reach its reader: pipe() would leave it waiting.
  const source = Readable.fromWeb(body as never)
  const through = compressor(encoding)
  source.once('error', (error) => through.destroy(error))
  through.once('close', () => source.destroy())
  const compressed = Readable.toWeb(source.pipe(through)) as ReadableStream<Uint8Array>
  return new Response(compressed, { headers })
}
