import { html } from 'hono/html'
import { schemaBody } from './field-list.ts'
import { groupedOperations, type Placed } from './grouped-operations.ts'
import { layout, type Site } from './layout.ts'
import type { Markup } from './markup.ts'
import type { OpenApiDocument } from './openapi-types.ts'
import { operationSection } from './operation-section.ts'
import { schemaAnchor } from './schema-type.ts'
import { LANGUAGES } from './snippets.ts'

const groupAnchor = (group: string) => `group-${group.toLowerCase()}`

function contents(groups: ReadonlyMap<string, readonly Placed[]>, schemas: string[]): Markup {
  const list = (title: Markup, links: readonly Markup[]) =>
    html`<p>${title}</p>\n<ul>\n${links.map((link) => html`<li>${link}</li>\n`)}</ul>\n`
  return html`${[...groups].map(([group, placed]) =>
    list(
      html`<a href="#${groupAnchor(group)}">${group}</a>`,
      placed.map(
        ({ operation: { operationId, summary } }) => html`<a href="#${operationId}">${summary}</a>`,
      ),
    ),
  )}${list(
    html`<a href="#schemas">Schemas</a>`,
    schemas.map((name) => html`<a href="#${schemaAnchor(name)}">${name}</a>`),
  )}`
}

function languageChoice(): Markup {
  return html`<fieldset class="languages">
<legend>Examples in</legend>
${Object.entries(LANGUAGES).map(
  ([language, name], at) =>
    html`<label><input type="radio" name="language" id="in-${language}"${at === 0 ? html` checked` : ''}> ${name}</label>\n`,
)}</fieldset>`
}

/**
 * The reference: every operation and schema of the document on one page.
 * @param origin where the service is, for the examples
 */
export function referencePage(site: Site, document: OpenApiDocument, origin: string): Markup {
  const groups = groupedOperations(document)
  const { schemas } = document.components
  const main = html`<h1>Reference</h1>
<p>${document.info.description} <a href="/docs/api">The API</a> explains how the fields work together.
<a href="/openapi.json">/openapi.json</a> is this page for programs. The name beside a path is that of the tRPC query under
<code>/trpc</code> and of the function of the TypeScript client.</p>
${languageChoice()}
${[...groups].map(
  ([group, placed]) => html`<h2 id="${groupAnchor(group)}">${group}</h2>
${placed.map((one) => operationSection(one, origin))}`,
)}<h2 id="schemas">Schemas</h2>
${Object.entries(schemas).map(
  ([name, schema]) => html`<section class="schema" id="${schemaAnchor(name)}">
<h3><a href="#${schemaAnchor(name)}">${name}</a></h3>
<p>${schema.description ?? ''}</p>
${schemaBody(schema)}
</section>
`,
)}`
  return layout(site, {
    path: '/docs',
    title: 'Reference',
    contents: contents(groups, Object.keys(schemas)),
    main,
  })
}
