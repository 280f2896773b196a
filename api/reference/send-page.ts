import { accepts } from 'hono/accepts'
import type { Http } from '../http.ts'
import type { Markup } from './markup.ts'

// No script at all, and nothing from elsewhere.
const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

const SHORT = 'public, max-age=300'

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
  return http.body(String(await page), 200, {
    ...PAGE_HEADERS,
    'Cache-Control': SHORT,
    ...(negotiated ? { Vary: 'Accept' } : {}),
  })
}

export function sendText(http: Http, text: string, type: 'plain' | 'markdown'): Response {
  return http.body(text, 200, {
    'Content-Type': `text/${type}; charset=utf-8`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': SHORT,
    Vary: 'Accept',
  })
}

/** A file of the pages; its address changes with it, so it may be kept for ever. */
export function sendAsset(http: Http, text: string, type: string): Response {
  return http.body(text, 200, {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'public, max-age=31536000, immutable',
  })
}
