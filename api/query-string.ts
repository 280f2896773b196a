import { z } from 'zod'
import { ApiError } from './errors.ts'
import type { AnyOperation } from './operation.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** Input schema of an operation as JSON schema, field by field. */
export function fieldsOf(operation: AnyOperation): Readonly<Record<string, JsonSchema>> {
  const schema = z.toJSONSchema(operation.input, { io: 'input' })
  const fields = Object.entries(schema.properties ?? {}).filter(
    (field): field is [string, JsonSchema] => typeof field[1] === 'object',
  )
  return Object.fromEntries(fields)
}

function typesOf(schema: JsonSchema): string[] {
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const own = schema.type === undefined ? [] : [schema.type].flat()
  return [...own, ...alternatives.flatMap((one) => (typeof one === 'object' ? typesOf(one) : []))]
}

// What does not read as the field's type stays text, for the schema to refuse with its own message.
function decode(text: string, types: readonly string[]): unknown {
  if (types.includes('integer') && /^-?\d+$/.test(text)) return Number(text)
  if (types.includes('number') && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text)
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/**
 * Turns the strings of a path and a query into an input, by each field's type.
 * @throws ApiError `request_invalid` where a field is given twice
 */
export function decodeQuery(
  fields: Readonly<Record<string, JsonSchema>>,
  path: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Record<string, unknown> {
  const input = new Map<string, unknown>(Object.entries(path))
  for (const [name, text] of query) {
    if (input.has(name)) {
      const detail = `${name} is given twice; give it once.`
      throw new ApiError('request_invalid', detail, { errors: [{ pointer: `/${name}`, detail }] })
    }
    const field = fields[name]
    input.set(name, field === undefined ? text : decode(text, typesOf(field)))
  }
  return Object.fromEntries(input)
}
