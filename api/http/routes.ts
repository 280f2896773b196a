import type { Hono } from 'hono'
import type { RouterRoute } from 'hono/types'
import { ApiError } from '../operations/errors.ts'
import type { Exchange } from './exchange.ts'
import type { Http, HttpEnvironment } from './http.ts'

type App = Hono<HttpEnvironment>

const UNMATCHED = 'unmatched'

// Handlers of this very method: a middleware is registered for all of them.
function routesOf(app: App, method: string, { request }: Exchange): RouterRoute[] {
  const [handlers] = app.router.match(method, app.getPath(request))
  return handlers.map(([[, route]]) => route).filter((route) => route.method === method)
}

/** The template of the address that was asked for, `unmatched` where there is none. */
export function routeOf(app: App, exchange: Exchange): string {
  const { method } = exchange.request
  const route = routesOf(app, method === 'HEAD' ? 'GET' : method, exchange).at(-1)
  return route === undefined ? UNMATCHED : route.path.replaceAll(/:(\w+)/g, '{$1}')
}

// As `Allow` lists them; none where there is no such address.
function allowedMethods(app: App, exchange: Exchange): string[] {
  const has = (method: string) => routesOf(app, method, exchange).length > 0
  const own = [...(has('GET') ? ['GET', 'HEAD'] : []), ...(has('POST') ? ['POST'] : [])]
  return own.length === 0 ? [] : [...own, 'OPTIONS']
}

/** Why nothing answers a request: 405 with `Allow` where the address has other methods, else 404. */
export function nothingThere(app: App, { env, req }: Http): ApiError {
  const allowed = allowedMethods(app, env)
  if (allowed.length === 0) {
    return new ApiError(
      'route_not_found',
      `There is nothing at ${req.path}; /openapi.json lists every operation.`,
    )
  }
  const allow = allowed.join(', ')
  return new ApiError(
    'method_not_allowed',
    `${req.path} does not have ${req.method}; it has ${allow}.`,
    { headers: { Allow: allow } },
  )
}
