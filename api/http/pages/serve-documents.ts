import type { Hono } from 'hono'
import { documentContents } from '../../reference/document-contents.ts'
import {
  cardsIndex,
  type DocumentPage,
  errorIndex,
  guidesIndex,
  notesIndex,
  readCardPages,
  readErrorPages,
  readNotes,
} from '../../reference/documents.ts'
import { layout } from '../../reference/layout.ts'
import { renderMarkdown } from '../../reference/render-markdown.ts'
import { documentSearch } from '../../reference/search-documents.ts'
import { searchPage } from '../../reference/search-page.ts'
import type { HttpEnvironment } from '../http.ts'
import { prefersHtml, sendPage, sendText } from './send-page.ts'
import { DEFAULT_ORIGIN, shownOrigin } from './shown-origin.ts'
import type { SiteFiles } from './site.ts'

const ASKED_MAX = 200

/** Serves the texts under docs/: rendered for a browser, as Markdown for others and with `.md`. */
export function serveDocuments(app: Hono<HttpEnvironment>, { site, guides }: SiteFiles): void {
  const [notes, cards] = [readNotes(), readCardPages()]
  const texts = [...guides, ...cards, ...notes, ...readErrorPages()]
  const indexes = [guidesIndex(guides), cardsIndex(cards), notesIndex(notes), errorIndex()]
  for (const document of [...texts, ...indexes]) serveDocument(app, document, { site, guides })
  const search = documentSearch(texts)
  app.get('/docs/search-results', (http) => {
    const asked = (http.req.query('q') ?? '').trim().slice(0, ASKED_MAX)
    return sendPage(http, layout(site, searchPage(asked, search(asked), guides)))
  })
}

function serveDocument(
  app: Hono<HttpEnvironment>,
  document: DocumentPage,
  { site, guides }: Pick<SiteFiles, 'site' | 'guides'>,
): void {
  const { path, title, markdown, file = path } = document
  let rendered: string | undefined
  app.get(path, (http) => {
    if (!prefersHtml(http)) return sendText(http, markdown, 'markdown')
    rendered ??= String(
      layout(site, {
        path,
        title: title.replaceAll('`', ''),
        contents: documentContents(document, guides),
        main: renderMarkdown(markdown, file),
      }),
    )
    // Examples ask the service that shows them.
    const page = rendered.replaceAll(DEFAULT_ORIGIN, shownOrigin(http.env))
    return sendPage(http, page, { negotiated: true })
  })
  app.get(`${path}.md`, (http) => sendText(http, markdown, 'markdown'))
}
