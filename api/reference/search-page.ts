import { html } from 'hono/html'
import { documentContents } from './document-contents.ts'
import type { DocumentPage } from './documents.ts'
import type { Page } from './layout.ts'
import type { Hit } from './search-documents.ts'

/** What a search of the docs found. */
export function searchPage(
  asked: string,
  hits: readonly Hit[],
  guides: readonly DocumentPage[],
): Page {
  const found =
    asked === ''
      ? html`<p>Enter one word or several: all of them must be in a part of the docs.</p>`
      : hits.length === 0
        ? html`<p>No part of the docs has all of these words. Try fewer or shorter words, or <a href="/docs">the reference</a>.</p>`
        : html`<ol class="hits">${hits.map(
            ({
              path,
              title,
              heading,
              excerpt,
            }) => html`<li><a href="${path}">${heading}</a>${heading === title ? '' : html` <span class="small">${title}</span>`}<p>${excerpt}</p></li>
`,
          )}</ol>`
  return {
    path: '/docs/search-results',
    title: asked === '' ? 'Search the docs' : `${asked}: search the docs`,
    contents: documentContents(null, guides),
    main: html`<h1>${asked === '' ? 'Search the docs' : `Docs with “${asked}”`}</h1>
${found}`,
  }
}
