import { Hono } from 'hono'
import type { Context, Served } from '../operations/context.ts'
import { type ApiError, type NotReady, notReady } from '../operations/errors.ts'
import { readiness } from '../operations/preparation.ts'
import { serveReference } from '../reference/serve-reference.ts'
import { answer, CACHE } from './answer.ts'
import { holdConventions } from './conventions.ts'
import type { Exchange } from './exchange.ts'
import { serveModelFiles } from './files/model-file.ts'
import { serveReleaseFiles } from './files/release-file.ts'
import { type Http, type HttpEnvironment, problemResponse } from './http.ts'
import { LiteralFirstRouter } from './literal-first-router.ts'
import { jsonLog, type Log } from './log.ts'
import { Metrics } from './metrics.ts'
import { RequestContext } from './request-context.ts'
import { serveRest } from './rest.ts'
import { nothingThere } from './routes.ts'
import { serveTrpc, trpcFailure } from './serve-trpc.ts'
import { DEFAULT_SETTINGS, openService, type Settings } from './service.ts'
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
    exchange,
    inOrder: null,
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
  holdConventions(app, { service, log, metrics, fail })
  return app
}
