import type { Hono } from 'hono'
import type { HttpEnvironment } from '../http/http.ts'
import { ERROR_CODES, ERRORS } from '../operations/errors.ts'
import { type DocumentPage, readErrorPages, readGuides, readNotes } from './documents.ts'
import { layout, type Site } from './layout.ts'
import type { Markup } from './markup.ts'
import { renderMarkdown } from './render-markdown.ts'
import { prefersHtml, sendPage, sendText } from './send-page.ts'

function errorIndex(): DocumentPage {
  const rows = ERROR_CODES.map((code) => {
    const { status, title, fix } = ERRORS[code]
    return `| [\`${code}\`](errors/${code}.md) | ${status} | ${title}. | ${fix} |`
  })
  const markdown = [
    '# Errors',
    '',
    'Every error is `application/problem+json` as in RFC 9457 and has one of these codes; its `type` is the address of',
    "the code's page. In a batch a bad item has an `error` with a code of its own, and the others are answered.",
    '',
    '| code | status | what happened | how to fix it |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
  return { path: '/docs/errors', title: 'Errors', markdown }
}

function notesIndex(notes: readonly DocumentPage[]): DocumentPage {
  const markdown = [
    '# Data',
    '',
    'What is known about the data of each built-in instance: where they come from and how to read them.',
    '',
    ...notes.map(({ path, title }) => `- [${title}](${path.slice('/docs/'.length)}.md)`),
    '',
  ].join('\n')
  return { path: '/docs/instances', title: 'Data', markdown }
}

/** Serves the texts: rendered for a browser, as Markdown for others and with `.md`. */
export function serveDocuments(app: Hono<HttpEnvironment>, site: Site): void {
  const notes = readNotes()
  const documents = [
    ...readGuides(),
    ...notes,
    notesIndex(notes),
    ...readErrorPages(),
    errorIndex(),
  ]
  for (const { path, title, markdown, file = path } of documents) {
    let rendered: Markup | undefined
    app.get(path, (http) => {
      if (!prefersHtml(http)) return sendText(http, markdown, 'markdown')
      rendered ??= layout(site, { path, title, main: renderMarkdown(markdown, file) })
      return sendPage(http, rendered, true)
    })
    app.get(`${path}.md`, (http) => sendText(http, markdown, 'markdown'))
  }
}
