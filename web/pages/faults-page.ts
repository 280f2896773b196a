import { html } from 'hono/html'
import type { DocumentPage } from '../../api/reference/documents.ts'
import type { Page } from '../../api/reference/layout.ts'
import { type Markup, slugOf } from '../../api/reference/markup.ts'
import { renderMarkdown } from '../../api/reference/render-markdown.ts'

interface Faults {
  readonly id: string
  readonly title: string
  readonly path: string
  readonly main: Markup
}

function faultsOf({ path, title, markdown, file = path }: DocumentPage): Faults {
  const text = markdown.replace(/^# .*\n/, '')
  return {
    id: slugOf(title),
    title: title.replaceAll('`', ''),
    path,
    main: renderMarkdown(text, file),
  }
}

/** Every known trap of the published files, and what the ingest does about it. */
export function faultsPage(notes: readonly DocumentPage[]): Page {
  const faults = notes.map(faultsOf)
  return {
    path: '/data-faults',
    title: 'Data faults',
    contents: html`<p>On this page</p><ul>${faults.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul>`,
    main: html`<h1>Data faults</h1>
<p class="lead">Every known error in the published files, with the evidence, and what ingest does about it. Ingest loads values as they were published. It does not serve a value under a wrong name or unit. <a href="/docs/ingest">How data are loaded</a></p>
${faults.map(
  ({
    id,
    title,
    path,
    main,
  }) => html`<section class="faults"><h2 id="${id}"><a href="${path}">${title}</a></h2>
${main}</section>
`,
)}`,
  }
}
