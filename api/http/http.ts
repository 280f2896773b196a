import type { Context as HonoContext } from 'hono'
import type { ApiError } from '../operations/errors.ts'
import { problemOf } from '../operations/problem.ts'
import { answerHeaders, CACHE } from './answer.ts'
import type { Exchange } from './exchange.ts'

/** What every request brings: `http.env` is its exchange. */
export interface HttpEnvironment {
  Bindings: Exchange
}
export type Http = HonoContext<HttpEnvironment>

/** An error as RFC 9457 `application/problem+json`; it may be kept by nobody and has no tag. */
export function problemResponse(exchange: Exchange, error: ApiError): Response {
  const { origin, requestId } = exchange
  return new Response(JSON.stringify(problemOf(error, { origin, requestId })), {
    status: error.status,
    headers: answerHeaders(exchange, {
      type: 'application/problem+json',
      cache: CACHE.none,
      headers: error.headers,
    }),
  })
}
