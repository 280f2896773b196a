import { commonHeaders } from './answer.ts'
import type { Exchange } from './exchange.ts'

const METHODS = 'GET, HEAD, POST, OPTIONS'
const HEADERS =
  'Accept, Content-Type, If-None-Match, If-Range, Range, X-Request-Id, traceparent, tracestate, baggage, trpc-accept'
const DAY_S = '86400'

export function isPreflight(exchange: Exchange): boolean {
  return exchange.header('access-control-request-method') !== undefined
}

/** Scripts of every origin may ask: nothing here depends on who asks. */
export function preflightAnswer(exchange: Exchange): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...commonHeaders(exchange),
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': HEADERS,
      'Access-Control-Max-Age': DAY_S,
      'Cache-Control': `public, max-age=${DAY_S}`,
    },
  })
}
