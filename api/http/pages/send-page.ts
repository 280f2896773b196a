import { accepts } from 'hono/accepts'
import type { Markup } from '../../reference/markup.ts'
import { CACHE } from '../answer.ts'
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

/** @param negotiated whether the same address gives plain text to who prefers that */
export async function sendPage(
  http: Http,
  page: Markup | string,
  negotiated = false,
): Promise<Response> {
  return answerDocument(http.env, String(await page), {
    type: 'text/html; charset=utf-8',
    cache: CACHE.document,
    headers: { ...PAGE_HEADERS, ...(negotiated ? NEGOTIATED : {}) },
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
