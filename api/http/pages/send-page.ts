import { accepts } from 'hono/accepts'
import type { Markup } from '../../reference/markup.ts'
import { answer, CACHE } from '../answer.ts'
import { answerDocument } from '../document.ts'
import type { Http } from '../http.ts'

// No script at all, and nothing from elsewhere.
const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

const NEGOTIATED = { Vary: 'Accept, Accept-Encoding' }

/** Whether the request would rather have a page than plain text: a browser would, curl would not. */
export function prefersHtml(http: Http): boolean {
  const supports = ['text/html', 'text/markdown', 'text/plain']
  return accepts(http, { header: 'Accept', supports, default: 'text/plain' }) === 'text/html'
}

export interface PageOptions {
  /** Whether the same address gives another media type to clients that prefer it. */
  readonly negotiated?: boolean
  readonly status?: number
}

export async function sendPage(
  http: Http,
  page: Markup | string,
  { negotiated = false, status = 200 }: PageOptions = {},
): Promise<Response> {
  const init = {
    type: 'text/html; charset=utf-8',
    headers: { ...PAGE_HEADERS, ...(negotiated ? NEGOTIATED : {}) },
  }
  const text = String(await page)
  return status === 200
    ? answerDocument(http.env, text, { ...init, cache: CACHE.document })
    : answer(http.env, text, { ...init, cache: CACHE.none, status })
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
