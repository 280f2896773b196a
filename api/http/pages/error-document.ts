import { errorPage } from '../../../web/pages/error-page.ts'
import { type ApiError, ERRORS } from '../../operations/errors.ts'
import { layout, type Site } from '../../reference/layout.ts'
import type { Exchange } from '../exchange.ts'
import { errorResponse } from './send-page.ts'

// A browser that goes to an address sends this first of all; scripts and programs do not.
const ASKS_FOR_PAGE = /^text\/html\b/

/** Whether a browser shows what is answered; tRPC answers programs only. */
export function isShown(exchange: Exchange): boolean {
  const { request, target } = exchange
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    !target.startsWith('/trpc/') &&
    ASKS_FOR_PAGE.test(exchange.header('accept') ?? '')
  )
}

/** An error as a page that a browser can read. */
export function errorDocument(site: Site, exchange: Exchange, error: ApiError): Response {
  const { title, fix } = ERRORS[error.code]
  const { status, code, detail } = error
  const { requestId } = exchange
  const { progress } = error.extras
  const page = layout(site, errorPage({ status, code, title, detail, fix, requestId, progress }))
  return errorResponse(exchange, String(page), error)
}
