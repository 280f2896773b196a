import { html } from 'hono/html'
import { ERRORS, type ErrorCode } from '../operations/errors.ts'
import { type ExampleRequest, exampleRequests } from './example-requests.ts'
import { type Field, fieldList, schemaBody } from './field-list.ts'
import type { Placed } from './grouped-operations.ts'
import type { Markup } from './markup.ts'
import type { JsonSchema, OpenApiOperation } from './openapi-types.ts'
import { asSchema, schemaType } from './schema-type.ts'
import { LANGUAGES, type Language, snippet } from './snippets.ts'
import { JSON_NOTATION, writeLiteral } from './write-literal.ts'

function parameters({ parameters, requestBody }: OpenApiOperation): Markup {
  const body = requestBody?.content['application/json']?.schema
  if (body !== undefined) return html`<h4>Body, JSON</h4>\n${schemaBody(body)}`
  if (parameters === undefined || parameters.length === 0) return html``
  const fields: Field[] = parameters.map(({ name, required, schema, description }) => ({
    name,
    required,
    schema,
    description,
  }))
  return html`<h4>Parameters</h4>
${fieldList(fields)}`
}

function answer({ responses }: OpenApiOperation): Markup {
  const content = responses['200']?.content ?? {}
  const types = Object.keys(content).map((type) => html` <code>${type}</code>`)
  const schema: JsonSchema = content['application/json']?.schema ?? {}
  const shape =
    schema.properties === undefined
      ? html`<p>${schema.$ref === undefined ? 'The bytes of the file.' : schemaType(schema)}</p>`
      : schemaBody(schema)
  return html`<h4>Answer, ${types}</h4>\n${shape}`
}

function codesOf({ responses }: OpenApiOperation): ErrorCode[] {
  return Object.values(responses).flatMap(({ content }) => {
    const [, own] = content?.['application/problem+json']?.schema?.allOf ?? []
    return (asSchema(asSchema(own)?.properties?.['code'])?.enum ?? []) as ErrorCode[]
  })
}

function errors(operation: OpenApiOperation): Markup {
  return html`<h4>Errors</h4>
<ul class="errors">
${codesOf(operation).map(
  (code) =>
    html`<li><b>${ERRORS[code].status}</b> <a href="/docs/errors/${code}"><code>${code}</code></a> ${ERRORS[code].title}</li>\n`,
)}</ul>`
}

function example(request: ExampleRequest, origin: string): Markup {
  const { title, method, path, answer: given, file } = request
  const languages = Object.entries(LANGUAGES) as [Language, string][]
  return html`<h4>${title}</h4>
${languages.map(
  ([language, name]) => html`<figure class="snippet ${language}">
<figcaption>${name}</figcaption>
<pre tabindex="0"><code>${snippet(language, request, origin)}</code></pre>
</figure>
`,
)}${
  given === undefined
    ? ''
    : html`<figure>
<figcaption>Answer of this service; lists of objects show their first two</figcaption>
<pre tabindex="0"><code>${writeLiteral(given, JSON_NOTATION)}</code></pre>
</figure>
`
}${
  method === 'GET' && file === null
    ? html`<p class="small"><a href="${path}">Open the whole answer</a></p>`
    : ''
}`
}

/** One operation: what it takes, what it answers and refuses, and examples in each language. */
export function operationSection({ path, method, operation }: Placed, origin: string): Markup {
  const { operationId, summary, description } = operation
  return html`<section class="operation" id="${operationId}">
<h3><a href="#${operationId}">${summary}</a></h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code> <span class="small">${operationId}</span></p>
<p>${description}</p>
<div class="pair">
<div>
${parameters(operation)}
${answer(operation)}
${errors(operation)}
</div>
<div>
${exampleRequests(path, method, operation).map((request) => example(request, origin))}
</div>
</div>
</section>
`
}
