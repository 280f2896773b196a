import type { Hono } from 'hono'
import {
  errorIndex,
  notesIndex,
  readCardPages,
  readErrorPages,
  readGuides,
  readNotes,
} from '../../reference/documents.ts'
import { layout, type Site } from '../../reference/layout.ts'
import type { Markup } from '../../reference/markup.ts'
import { renderMarkdown } from '../../reference/render-markdown.ts'
import type { HttpEnvironment } from '../http.ts'
import { prefersHtml, sendPage, sendText } from './send-page.ts'

/** Serves the texts under docs/: rendered for a browser, as Markdown for others and with `.md`. */
export function serveDocuments(app: Hono<HttpEnvironment>, site: Site): void {
  const notes = readNotes()
  const ofData = [...notes, notesIndex(notes)]
  const ofErrors = [...readErrorPages(), errorIndex()]
  const documents = [...readGuides(), ...readCardPages(), ...ofData, ...ofErrors]
  for (const { path, title, markdown, file = path } of documents) {
    let rendered: Markup | undefined
    app.get(path, (http) => {
      if (!prefersHtml(http)) return sendText(http, markdown, 'markdown')
      rendered ??= layout(site, { path, title, main: renderMarkdown(markdown, file) })
      return sendPage(http, rendered, { negotiated: true })
    })
    app.get(`${path}.md`, (http) => sendText(http, markdown, 'markdown'))
  }
}
