import { html } from 'hono/html'
import { COMPONENTS } from './json-schema.ts'
import type { Markup } from './markup.ts'
import type { JsonSchema } from './openapi-types.ts'

/** JSON Schema allows `true` and `false` for a schema; they say nothing to show. */
export function asSchema(schema: unknown): JsonSchema | undefined {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema)
    ? (schema as JsonSchema)
    : undefined
}

export function schemaAnchor(name: string): string {
  return `schema-${name}`
}

const SAFE = Number.MAX_SAFE_INTEGER

function boundsOf({ minimum, maximum }: JsonSchema): string {
  const low = minimum === undefined || minimum <= -SAFE ? undefined : minimum
  const high = maximum === undefined || maximum >= SAFE ? undefined : maximum
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`
  if (low !== undefined) return ` from ${low}`
  return high === undefined ? '' : ` to ${high}`
}

function lengthOf({ minItems, maxItems }: JsonSchema): string {
  if (maxItems !== undefined && maxItems === minItems) return `, exactly ${maxItems}`
  if (maxItems !== undefined) return `, at most ${maxItems.toLocaleString('en')}`
  return minItems === undefined ? '' : `, at least ${minItems}`
}

function or(alternatives: readonly Markup[]): Markup {
  return html`${alternatives.map((one, at) => html`${at === 0 ? '' : ' or '}${one}`)}`
}

function values(constants: readonly unknown[]): Markup {
  return or(constants.map((one) => html`<code>${JSON.stringify(one)}</code>`))
}

/** What values a schema allows, in a few words; named schemas are links. */
export function schemaType(schema: JsonSchema): Markup {
  const { $ref, type, items, additionalProperties, const: constant } = schema
  if ($ref !== undefined) {
    const name = $ref.slice(COMPONENTS.length)
    return html`<a href="#${schemaAnchor(name)}">${name}</a>`
  }
  if (constant !== undefined) return values([constant])
  if (schema.enum !== undefined) return values(schema.enum)
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
    .map(asSchema)
    .filter((one) => one !== undefined)
  if (alternatives.length > 0) return or(alternatives.map(schemaType))
  if (type === 'array') {
    const of = asSchema(items)
    return html`list${of === undefined ? '' : html` of ${schemaType(of)}`}${lengthOf(schema)}`
  }
  if (type === 'object') {
    const of = asSchema(additionalProperties)
    return of === undefined ? html`object` : html`by name: ${schemaType(of)}`
  }
  return html`${[type ?? 'anything'].flat().join(' or ')}${boundsOf(schema)}`
}
