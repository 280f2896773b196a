import { Hono } from 'hono'
import type { Context, Served } from '../operations/context.ts'
import { type ApiError, notReady } from '../operations/errors.ts'
import { readiness } from '../operations/preparation.ts'
import { answer, CACHE } from './answer.ts'
import { holdConventions } from './conventions.ts'
import type { Exchange } from './exchange.ts'
import { serveColumns } from './files/column-file.ts'
import { serveDistances } from './files/distances-file.ts'
import { serveModelFiles } from './files/model-file.ts'
import { serveReleaseFiles } from './files/release-file.ts'
import { type HttpEnvironment, problemResponse } from './http.ts'
import { LiteralFirstRouter } from './literal-first-router.ts'
import { jsonLog, type Log } from './log.ts'
import { Metrics } from './metrics.ts'
import { errorDocument, isShown } from './pages/error-document.ts'
import { serveDocuments } from './pages/serve-documents.ts'
import { serveExplorer } from './pages/serve-explorer.ts'
import { serveReference } from './pages/serve-reference.ts'
import { openSite } from './pages/site.ts'
import { serveRest } from './rest.ts'
import { nothingThere } from './routes.ts'
import { openTrpc } from './serve-trpc.ts'
import { DEFAULT_SETTINGS, openService, type Settings } from './service.ts'
import { FINE, type ServiceState } from './service-state.ts'

/**
 * Builds the service's HTTP application; it opens no port.
 * @param getServed what to serve, asked anew for each request; null until the data are loaded
 */
export function buildApp(
  getServed: () => Served | null,
  log: Log = jsonLog(),
  settings: Settings = DEFAULT_SETTINGS,
  state: ServiceState = FINE,
): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>({ router: new LiteralFirstRouter() })
  const service = openService(settings, log)
  const { answerCounts, limits } = service
  const metrics = new Metrics(getServed, { answerCounts, isDatabaseUp: state.isDatabaseUp })

  // One context for all requests of a release: an object a request would cost more than its look-up.
  let context: Context | null = null
  let contextFor: Served | null = null
  const openContext = (): Context => {
    const served = getServed()
    if (served === null) throw notReady(state.whyNotReady())
    if (context === null || served !== contextFor) {
      context = { ...served, answerCounts, limits }
      contextFor = served
    }
    return context
  }
  const trpc = openTrpc(service, openContext)
  const pages = openSite()
  const fail = (exchange: Exchange, error: ApiError): Response => {
    if (isShown(exchange)) return errorDocument(pages.site, exchange, error)
    return exchange.target.startsWith('/trpc/')
      ? trpc.fail(exchange, error)
      : problemResponse(exchange, error)
  }

  serveRest(app, { openContext, service })
  serveColumns(app, { openContext, service })
  serveDistances(app, { openContext, service })
  serveModelFiles(app, openContext)
  serveReleaseFiles(app, openContext)
  app.on(['GET', 'POST'], '/trpc/*', ({ env }) => trpc.answer(env))

  serveReference(app, pages, {
    log,
    openContext: () => (getServed() === null ? null : openContext()),
  })
  serveDocuments(app, pages)
  serveExplorer(app, pages, { openContext, service })
  const status = (body: object) =>
    [JSON.stringify(body), { type: 'application/json', cache: CACHE.none }] as const
  app.get('/healthz', ({ env }) => answer(env, ...status({ status: 'ok' })))
  app.get('/readyz', ({ env }) => {
    const why = state.whyNotReady()
    if (why !== null) throw notReady(why)
    const { release, preparation } = openContext()
    return answer(env, ...status(readiness(release.id, preparation?.())))
  })
  app.get('/metrics', async ({ env }) =>
    answer(env, await metrics.text(), { type: metrics.type, cache: CACHE.none }),
  )

  app.notFound((http) => {
    const error = nothingThere(app, http)
    const { Allow } = error.headers
    if (http.req.method === 'OPTIONS' && Allow !== undefined) {
      return new Response(null, { status: 204, headers: { Allow } })
    }
    return fail(http.env, error)
  })
  app.onError((error) => {
    throw error
  })
  holdConventions(app, { service, log, metrics, fail })
  return app
}
