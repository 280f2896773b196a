import { z } from 'zod'
import { becomesZero, tooSmall } from '../../fitness/too-small.ts'
import { ApiError, shorten } from '../operations/errors.ts'
import type { AnyOperation } from '../operations/operation.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** Input schema of an operation as JSON schema, field by field. */
export function fieldsOf(
  operation: Pick<AnyOperation, 'input'>,
): Readonly<Record<string, JsonSchema>> {
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

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const isNumber = (text: string) =>
  DECIMAL.test(text) && Number.isFinite(Number(text)) && !becomesZero(text)

// What does not read as the field's type stays text, for the schema to refuse.
function decode(text: string, types: readonly string[]): unknown {
  const isNumeric = types.includes('integer') || types.includes('number')
  if (isNumeric && isNumber(text)) return Number(text)
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** What the schema says of such a text: everything in an address is one, so its type is no news. */
export const misreadText: z.core.$ZodErrorMap = ({ code, expected, input }) => {
  if (code !== 'invalid_type' || typeof input !== 'string') return undefined
  const shown = JSON.stringify(shorten(input))
  const isNumeric = expected === 'number' || expected === 'int'
  if (isNumeric && DECIMAL.test(input) && becomesZero(input)) return tooSmall(shorten(input))
  if (isNumeric) return `${shown} is not a number`
  return expected === 'boolean' ? `${shown} is neither true nor false` : undefined
}

const isList = (field: JsonSchema | undefined): boolean =>
  field !== undefined && typesOf(field).includes('array')

/**
 * Turns the strings of a path and a query into an input, by each field's type. A list of names is
 * given several times, or once with commas.
 * @throws ApiError `request_invalid` where another field is given twice
 */
export function decodeQuery(
  fields: Readonly<Record<string, JsonSchema>>,
  path: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Record<string, unknown> {
  const input = new Map<string, unknown>(Object.entries(path))
  for (const [name, text] of query) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (isList(field)) {
      const before = input.get(name)
      input.set(name, [...(Array.isArray(before) ? before : []), ...text.split(',')])
      continue
    }
    if (input.has(name)) {
      const detail = `${name} is given twice; give it once.`
      throw new ApiError('request_invalid', detail, { errors: [{ pointer: `/${name}`, detail }] })
    }
    input.set(name, field === undefined ? text : decode(text, typesOf(field)))
  }
  return Object.fromEntries(input)
}
