import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { BODY_BYTES_MAX, bodyLimit } from './body-limit.ts'
import type { Context, Served } from './context.ts'
import { ApiError, maskedError, notReady } from './errors.ts'
import { type Http, type HttpEnvironment, originOf, problemResponse } from './http.ts'
import { LiteralFirstRouter } from './literal-first-router.ts'
import { jsonLog, type Log } from './log.ts'
import { serveModelFiles } from './model-file.ts'
import { serveReference } from './reference/serve-reference.ts'
import { refuseOtherMethods, serveRest } from './rest.ts'
import { serveTrpc, type TrpcContext, trpcFailure } from './trpc.ts'

// A response that hono did not make lacks the headers that middlewares set before.
function passOn(http: Http, response: Response): Response {
  return http.newResponse(response.body, response)
}

/**
 * Builds the service's HTTP application; it opens no port.
 * @param getServed what to serve, asked anew for each request; null until the data are loaded
 */
export function buildApp(
  getServed: () => Served | null,
  log: Log = jsonLog(),
): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>({ router: new LiteralFirstRouter() })

  const contextOf = (http: Http): Context => {
    const served = getServed()
    if (served === null) throw notReady()
    return { ...served, log, requestId: http.get('requestId') }
  }
  const trpcContextOf = (http: Http): TrpcContext => ({
    served: getServed(),
    log,
    requestId: http.get('requestId'),
    origin: originOf(http),
  })
  const tooLarge = new ApiError(
    'payload_too_large',
    `The body is larger than ${BODY_BYTES_MAX / 1024 ** 2} MiB; split the batch into several requests.`,
  )

  app.use(requestId())
  // hono passes on only errors; whatever else is thrown must be masked too.
  app.use(async (_, next) => {
    try {
      await next()
    } catch (thrown) {
      throw new Error('Something that is no error was thrown', { cause: thrown })
    }
  })
  app.use(
    bodyLimit((http) =>
      http.req.path.startsWith('/trpc/')
        ? passOn(http, trpcFailure(tooLarge, trpcContextOf(http)))
        : problemResponse(http, tooLarge),
    ),
  )

  serveRest(app, contextOf)
  serveModelFiles(app, contextOf)
  app.all('/trpc/*', async (http) =>
    passOn(http, await serveTrpc(http.req.raw, trpcContextOf(http))),
  )

  serveReference(app, (http) => (getServed() === null ? null : contextOf(http)))
  app.get('/healthz', (http) => http.json({ status: 'ok' }))
  app.get('/readyz', (http) => http.json({ status: 'ready', release: contextOf(http).release.id }))
  for (const path of ['/healthz', '/readyz']) {
    refuseOtherMethods(app, path, ['GET'])
  }

  app.notFound((http) =>
    problemResponse(
      http,
      new ApiError(
        'request_invalid',
        `There is nothing at ${http.req.path}; /openapi.json lists every operation.`,
        { status: 404 },
      ),
    ),
  )
  app.onError((error, http) => {
    if (error instanceof ApiError) return problemResponse(http, error)
    log.error('internal', { requestId: http.get('requestId'), path: http.req.path, error })
    return problemResponse(http, maskedError())
  })
  return app
}
