import { Hono } from 'hono'
import type { Context, Served } from './context.ts'
import { answer, CACHE } from './conventions/answer.ts'
import { holdConventions } from './conventions/conventions.ts'
import type { Exchange } from './conventions/exchange.ts'
import { Metrics } from './conventions/metrics.ts'
import { RequestContext } from './conventions/request-context.ts'
import { nothingThere } from './conventions/routes.ts'
import { DEFAULT_SETTINGS, openService, type Settings } from './conventions/service.ts'
import { type ApiError, type NotReady, notReady } from './errors.ts'
import { type Http, type HttpEnvironment, problemResponse } from './http.ts'
import { LiteralFirstRouter } from './literal-first-router.ts'
import { jsonLog, type Log } from './log.ts'
import { serveModelFiles } from './model-file.ts'
import { readiness } from './preparation.ts'
import { serveReference } from './reference/serve-reference.ts'
import { serveReleaseFiles } from './releases/release-file.ts'
import { serveRest } from './rest.ts'
import { serveTrpc, trpcFailure } from './serve-trpc.ts'
import type { TrpcContext } from './trpc.ts'

/**
 * Builds the service's HTTP application; it opens no port.
 * @param getServed what to serve, asked anew for each request; null until the data are loaded
 * @param whyNotReady what to tell whoever asks whether it is ready; null where nothing is wrong
 */
export function buildApp(
  getServed: () => Served | null,
  log: Log = jsonLog(),
  settings: Settings = DEFAULT_SETTINGS,
  whyNotReady: () => NotReady | null = () => null,
): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>({ router: new LiteralFirstRouter() })
  const metrics = new Metrics(getServed)
  const service = openService(settings, (instance) => metrics.answersOf(instance))

  const shared = { log, service }
  const openContext = (exchange: Exchange): Context => {
    const served = getServed()
    if (served === null) throw notReady(whyNotReady())
    return new RequestContext(served, exchange, shared)
  }
  const contextOf = (http: Http): Context => openContext(http.env)
  const trpcContextOf = (exchange: Exchange): TrpcContext => ({
    open: () => openContext(exchange),
    log,
    requestId: exchange.requestId,
    origin: exchange.origin,
  })
  const fail = (exchange: Exchange, error: ApiError): Response =>
    exchange.target.startsWith('/trpc/')
      ? trpcFailure(error, exchange, trpcContextOf(exchange))
      : problemResponse(exchange, error)

  serveRest(app, contextOf)
  serveModelFiles(app, contextOf)
  serveReleaseFiles(app, contextOf)
  app.on(['GET', 'POST'], '/trpc/*', ({ env }) => serveTrpc(env, trpcContextOf(env)))

  serveReference(app, (http) => (getServed() === null ? null : contextOf(http)))
  const status = (body: object) =>
    [JSON.stringify(body), { type: 'application/json', cache: CACHE.none }] as const
  app.get('/healthz', ({ env }) => answer(env, ...status({ status: 'ok' })))
  app.get('/readyz', ({ env }) => {
    const why = whyNotReady()
    if (why !== null) throw notReady(why)
    const { release, preparation } = openContext(env)
    return answer(env, ...status(readiness(release.id, preparation?.())))
  })
  app.get('/metrics', async ({ env }) =>
    answer(env, await metrics.text(), { type: metrics.type, cache: CACHE.none }),
  )

  app.notFound((http) => {
    const error = nothingThere(app, http)
    const { Allow } = error.headers
    return http.req.method === 'OPTIONS' && Allow !== undefined
      ? new Response(null, { status: 204, headers: { Allow } })
      : fail(http.env, error)
  })
  app.onError((error) => {
    throw error
  })
  holdConventions(app, { settings, log, metrics, fail })
  return app
}
