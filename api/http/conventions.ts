import type { Tracer } from '@opentelemetry/api'
import type { Hono } from 'hono'
import { ApiError, maskedError } from '../operations/errors.ts'
import { CACHE, commonHeaders } from './answer.ts'
import { isPreflight, preflightAnswer } from './cors.ts'
import { type Connection, Exchange } from './exchange.ts'
import type { HttpEnvironment } from './http.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { RateLimiter } from './rate-limit.ts'
import { checkSize, limitRate } from './refuse.ts'
import { routeOf } from './routes.ts'
import type { Service } from './service.ts'
import { endSpan, registeredTracer, traced } from './tracing.ts'

type App = Hono<HttpEnvironment>

export interface Conventions {
  readonly service: Service
  readonly log: Log
  readonly metrics: Metrics
  /** An error in the form of the transport that was asked. */
  fail(exchange: Exchange, error: ApiError): Response
}

// Slower requests are worth a line; a look-up takes a thousandth of this.
const SLOW_MS = 1000

// What was answered by other means than `answer`: its own headers stay.
function complete(exchange: Exchange, response: Response): void {
  const { headers, status } = response
  for (const [name, value] of Object.entries(commonHeaders(exchange))) headers.set(name, value)
  if (status >= 400) headers.delete('ETag')
  if (status >= 400 || !headers.has('Cache-Control')) headers.set('Cache-Control', CACHE.none)
}

/**
 * Puts what holds for every request around an app: sizes, rate limit, CORS, request id, common
 * headers, metrics, log and trace. Around and not inside as middlewares, because hono answers a route
 * without middlewares in the same turn of the loop, and the adapter then sends it without a copy.
 */
export function holdConventions(app: App, conventions: Conventions): void {
  const { service, log, metrics, fail } = conventions
  const dispatch = app.fetch
  const limiter = new RateLimiter()
  const tracer = registeredTracer()

  const onThrown = (exchange: Exchange, thrown: unknown): Response => {
    const apiError = thrown instanceof ApiError ? thrown : maskedError()
    const cause = thrown instanceof ApiError ? thrown.cause : errorOf(thrown)
    const { requestId, route } = exchange
    if (cause !== undefined) log.error(apiError.code, { requestId, route, error: cause })
    return fail(exchange, apiError)
  }
  const attempt = (exchange: Exchange): Response | Promise<Response> => {
    try {
      if (exchange.request.method === 'OPTIONS' && isPreflight(exchange)) {
        return preflightAnswer(exchange)
      }
      checkSize(exchange)
      limitRate(exchange, limiter, service.settings)
      const response = dispatch(exchange.request, exchange)
      return response instanceof Promise
        ? response.catch((thrown: unknown) => onThrown(exchange, thrown))
        : response
    } catch (thrown) {
      return onThrown(exchange, thrown)
    }
  }
  const finish = (exchange: Exchange, response: Response): Response => {
    if (exchange.answered === 0) complete(exchange, response)
    if (exchange.route === '') exchange.route = routeOf(app, exchange)
    metrics.inFlight--
    const { route, requestId, request } = exchange
    const { method } = request
    const { status } = response
    const durationMs = exchange.answered - exchange.started
    metrics.observe({ method, route, status }, durationMs / 1000)
    if (durationMs > SLOW_MS) log.warn('slow', { requestId, method, route, status, durationMs })
    else if (log.isVerbose) log.debug('request', { requestId, method, route, status, durationMs })
    return response
  }
  const serve = (exchange: Exchange): Response | Promise<Response> => {
    const response = attempt(exchange)
    return response instanceof Promise
      ? response.then((settled) => finish(exchange, settled))
      : finish(exchange, response)
  }
  const serveTraced = (exchange: Exchange, by: Tracer): Response | Promise<Response> =>
    traced(by, exchange, (span) => {
      const end = (response: Response): Response => {
        endSpan(span, exchange, response.status)
        return response
      }
      const response = serve(exchange)
      return response instanceof Promise ? response.then(end) : end(response)
    })

  app.fetch = (request, connection) => {
    metrics.inFlight++
    const exchange = new Exchange(request, connection as Connection | undefined, service)
    return tracer === undefined ? serve(exchange) : serveTraced(exchange, tracer)
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error('Something that is no error was thrown', { cause: thrown })
}
