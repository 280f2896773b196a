import { html } from 'hono/html'
import { Marked, type Tokens } from 'marked'
import type { DocumentPage } from './documents.ts'
import { type Markup, nothing, slugOf } from './markup.ts'

const SHORT_MAX = 4

function headings(markdown: string): Tokens.Heading[] {
  const all = new Marked()
    .lexer(markdown)
    .filter((token) => token.type === 'heading') as Tokens.Heading[]
  const second = all.filter(({ depth }) => depth === 2)
  // A text of few parts is found by their parts.
  return second.length > SHORT_MAX ? second : all.filter(({ depth }) => depth === 2 || depth === 3)
}

const plain = (text: string) => text.replaceAll(/[`*]/g, '')

/** A field that searches all texts. */
export function searchForm(asked = ''): Markup {
  return html`<form class="search" action="/docs/search-results" method="get" role="search">
<label for="docs-search">Search the docs</label>
<div><input id="docs-search" name="q" type="search" value="${asked}" autocomplete="off"><button>Search</button></div>
</form>`
}

/** Beside a text: its parts, then the other texts. */
export function documentContents(
  page: Pick<DocumentPage, 'path' | 'markdown'> | null,
  guides: readonly DocumentPage[],
): Markup {
  const own = page === null ? [] : headings(page.markdown)
  const parts =
    own.length < 2
      ? nothing
      : html`<p>On this page</p>
<ul>${own.map(({ text, depth }) => html`<li class="depth-${depth}"><a href="#${slugOf(text)}">${plain(text)}</a></li>\n`)}</ul>`
  const links = [
    ...guides.map(({ path, title }) => ({ path, title })),
    { path: '/docs/cards', title: 'Model cards' },
    { path: '/docs/instances', title: 'Data' },
    { path: '/docs/errors', title: 'Errors' },
  ]
  return html`${searchForm()}${parts}<p><a href="/docs/guides">All docs</a></p>
<ul>${links.map(({ path, title }) => html`<li><a href="${path}"${path === page?.path ? html` aria-current="page"` : ''}>${plain(title)}</a></li>\n`)}</ul>`
}
