import { html } from 'hono/html'
import type { Markup } from './markup.ts'
import type { JsonSchema } from './openapi-types.ts'
import { asSchema, schemaType } from './schema-type.ts'

export interface Field {
  readonly name: string
  readonly required: boolean
  readonly schema: JsonSchema
  readonly description?: string | undefined
}

// Fields of an object, of the objects in a list or of those by name; named schemas have their own place.
function within(schema: JsonSchema): { suffix: string; schema: JsonSchema } | undefined {
  if (schema.properties !== undefined) return { suffix: '.', schema }
  for (const [suffix, own] of [
    ['[].', asSchema(schema.items)],
    ['.*.', asSchema(schema.additionalProperties)],
  ] as const) {
    const inner = own === undefined ? undefined : within(own)
    if (inner !== undefined) {
      return { suffix: suffix.replace(/\.$/, '') + inner.suffix, schema: inner.schema }
    }
  }
  const nullable = (schema.anyOf ?? []).map(asSchema).filter((one) => one?.type !== 'null')
  const [only] = nullable
  return nullable.length === 1 && only !== undefined ? within(only) : undefined
}

/** The fields of an object, those of objects in it after it under a dotted name. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const own = asSchema(value) ?? {}
    const name = prefix + key
    const inner = within(own)
    const field = {
      name,
      required: (schema.required ?? []).includes(key),
      schema: own,
      description: own.description,
    }
    return [field, ...(inner === undefined ? [] : fieldsOf(inner.schema, name + inner.suffix))]
  })
}

function entry({ name, required, schema, description }: Field): Markup {
  const [example] = schema.examples ?? []
  const text = description === undefined ? '' : `${description}. `
  const fallback =
    schema.default === undefined
      ? ''
      : html`Default: <code>${JSON.stringify(schema.default)}</code>. `
  const shown = example === undefined ? '' : html`Example: <code>${JSON.stringify(example)}</code>.`
  return html`<dt><code>${name}</code> <span class="type">${schemaType(schema)}${required ? '' : ', optional'}</span></dt>
<dd>${text}${fallback}${shown}</dd>
`
}

export function fieldList(fields: readonly Field[]): Markup {
  return html`<dl class="fields">
${fields.map(entry)}</dl>`
}

/** Everything that a schema says: a list of its fields, or one a kind where there are several. */
export function schemaBody(schema: JsonSchema): Markup {
  const kinds = (schema.anyOf ?? []).map(asSchema).filter((one) => one?.properties !== undefined)
  if (kinds.length > 0) {
    return html`${kinds.map(
      (kind, at) => html`<p class="small">${at === 0 ? 'Either' : 'Or'}</p>
${fieldList(fieldsOf(kind ?? {}))}`,
    )}`
  }
  const fields = fieldsOf(schema)
  return fields.length === 0 ? html`<p class="type">${schemaType(schema)}</p>` : fieldList(fields)
}
