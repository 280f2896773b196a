import type { Hono } from 'hono'
import { errorIndex, readErrorPages, readGuides } from '../../reference/documents.ts'
import { layout, type Site } from '../../reference/layout.ts'
import type { Markup } from '../../reference/markup.ts'
import { renderMarkdown } from '../../reference/render-markdown.ts'
import type { HttpEnvironment } from '../http.ts'
import { prefersHtml, sendPage, sendText } from './send-page.ts'

/** Serves the texts under docs/: rendered for a browser, as Markdown for others and with `.md`. */
export function serveDocuments(app: Hono<HttpEnvironment>, site: Site): void {
  const documents = [...readGuides(), ...readErrorPages(), errorIndex()]
  for (const { path, title, markdown } of documents) {
    let rendered: Markup | undefined
    app.get(path, (http) => {
      if (!prefersHtml(http)) return sendText(http, markdown, 'markdown')
      rendered ??= layout(site, { path, title, main: renderMarkdown(markdown, path) })
      return sendPage(http, rendered, true)
    })
    app.get(`${path}.md`, (http) => sendText(http, markdown, 'markdown'))
  }
}
