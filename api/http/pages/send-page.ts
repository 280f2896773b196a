import { accepts } from 'hono/accepts'
import type { Markup } from '../../reference/markup.ts'
import { answerHeaders, CACHE } from '../answer.ts'
import { answerDocument } from '../document.ts'
import type { Exchange } from '../exchange.ts'
import type { Http } from '../http.ts'

// Scripts and requests of our own, and nothing from elsewhere.
export const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

const NEGOTIATED = { Vary: 'Accept, Accept-Encoding' }

/** Whether the request would rather have a page than plain text: a browser would, curl would not. */
export function prefersHtml(http: Http): boolean {
  const supports = ['text/html', 'text/markdown', 'text/plain']
  return accepts(http, { header: 'Accept', supports, default: 'text/plain' }) === 'text/html'
}

/** Behind a path prefix the addresses of pages begin with it. */
function prefixed(page: string, { origin }: Exchange): string {
  const prefix = new URL(origin).pathname.replace(/\/$/, '')
  return prefix === ''
    ? page
    : page.replaceAll(/( (?:href|src|action|data-home)=")\//g, `$1${prefix}/`)
}

/** How a page may be kept, and whether its address gives another text to who prefers that. */
export interface PageInit {
  readonly cache?: keyof typeof CACHE
  readonly negotiated?: boolean
}

export async function sendPage(
  http: Http,
  page: Markup | string,
  { cache = 'document', negotiated = false }: PageInit = {},
): Promise<Response> {
  return answerDocument(http.env, prefixed(String(await page), http.env), {
    type: 'text/html; charset=utf-8',
    cache: CACHE[cache],
    headers: { ...PAGE_HEADERS, ...(negotiated ? NEGOTIATED : {}) },
  })
}

/** A page in place of the problem that a program gets. */
export function errorResponse(
  exchange: Exchange,
  page: string,
  error: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
): Response {
  return new Response(prefixed(page, exchange), {
    status: error.status,
    headers: answerHeaders(exchange, {
      type: 'text/html; charset=utf-8',
      cache: CACHE.none,
      headers: { ...PAGE_HEADERS, ...NEGOTIATED, ...error.headers },
    }),
  })
}

export function sendText(http: Http, text: string, type: 'plain' | 'markdown') {
  return answerDocument(http.env, text, {
    type: `text/${type}; charset=utf-8`,
    cache: CACHE.document,
    headers: NEGOTIATED,
  })
}

/** A file of the pages; its address changes with it, so it may be kept for ever. */
export function sendAsset(http: Http, text: string, type: string) {
  return answerDocument(http.env, text, { type, cache: CACHE.immutable })
}
