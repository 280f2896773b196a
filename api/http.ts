import type { Context as HonoContext } from 'hono'
import type { ApiError } from './errors.ts'
import { problemOf } from './problem.ts'

/** What the middlewares put into every request. */
export interface HttpEnvironment {
  Variables: { requestId: string }
}
export type Http = HonoContext<HttpEnvironment>

export function originOf(http: Http): string {
  return new URL(http.req.url).origin
}

/** An error as RFC 9457 `application/problem+json`. */
export function problemResponse(http: Http, error: ApiError): Response {
  const problem = problemOf(error, { origin: originOf(http), requestId: http.get('requestId') })
  // hono wants a literal status; ours come from the closed table of errors, none without a body.
  return http.newResponse(JSON.stringify(problem), error.status as 500, {
    'Content-Type': 'application/problem+json',
    ...error.headers,
  })
}
