import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'

/** The address of a page as it is now: it names the release. */
export function permalinkOf({ origin, release }: PageRequest, path: string, query = ''): string {
  const search = new URLSearchParams(query)
  search.set('release', release)
  return `${origin}${path}?${search}`
}

/** Says so where a link was made on another release than the one that is served. */
export function releaseNotice({ query, release }: PageRequest): Markup {
  const linked = query.get('release')
  if (linked === null || linked === release) return nothing
  return html`<p class="notice" role="note"><strong>This link was made with release <code>${linked}</code>.</strong>
The service now serves <code>${release}</code>: the values below are of this release and can differ.
<a href="/v1/releases/${encodeURIComponent(linked)}">The files of ${linked}</a> hold the values of the link, where the service still has them.</p>`
}
