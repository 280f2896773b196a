import { html } from 'hono/html'
import type { DocumentPage } from '../../api/reference/documents.ts'
import type { Page } from '../../api/reference/layout.ts'
import type { Markup } from '../../api/reference/markup.ts'
import { slugOf } from '../../api/reference/markup.ts'
import { renderMarkdown } from '../../api/reference/render-markdown.ts'

const INGEST = '/docs/ingest'
const SECTION = /^## What the upstream files get wrong\n([\s\S]*?)(?=\n## |(?![\s\S]))/m

interface Faults {
  readonly id: string
  readonly title: string
  readonly path: string
  readonly main: Markup
}

function faultsOf({ path, title, markdown, file = path }: DocumentPage): Faults {
  const text = markdown.replace(/^# .*\n/, '')
  return { id: slugOf(title), title, path, main: renderMarkdown(text, file) }
}

/** Every known trap of the published files, and what the ingest does about it. */
export function faultsPage(guides: readonly DocumentPage[], notes: readonly DocumentPage[]): Page {
  const ingest = guides.find(({ path }) => path === INGEST)
  const [, common = ''] = SECTION.exec(ingest?.markdown ?? '') ?? []
  const faults = notes.map(faultsOf)
  return {
    path: '/data-faults',
    title: 'Data faults',
    contents: html`<p>On this page</p><ul><li><a href="#all-files">All files</a></li>
${faults.map(({ id, title }) => html`<li><a href="#${id}">${title.replaceAll('`', '')}</a></li>\n`)}</ul>`,
    main: html`<h1>Data faults</h1>
<p class="lead">Every known trap of the published files, with the evidence, and what the ingest does about it. Nothing is corrected silently: a value whose name or unit is wrong is not served under that name.</p>
<section class="faults"><h2 id="all-files">All files</h2>
${renderMarkdown(common, INGEST)}
<p class="small">From <a href="${INGEST}#what-the-upstream-files-get-wrong">Loading data</a></p></section>
${faults.map(
  ({
    id,
    title,
    path,
    main,
  }) => html`<section class="faults"><h2 id="${id}"><a href="${path}">${title.replaceAll('`', '')}</a></h2>
${main}</section>
`,
)}`,
  }
}
