import fc from 'fast-check'
import type { z } from 'zod'
import { CONDITION_OPERATORS } from '../../fitness/condition.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema
type Components = Readonly<Record<string, JsonSchema>>

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

/** JSON texts that programs stumble over; some are no JSON. */
export const JUNK_JSON = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.constantFrom(
    'null',
    '-0',
    '1e999',
    '-1e999',
    '9'.repeat(400),
    '0.1e-400',
    '9007199254740993',
    '4294967296',
    'true',
    '""',
    '"\\u0000"',
    '"\\ud800"',
    '"__proto__"',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"toString":1,"hasOwnProperty":2,"length":-1,"then":3,"toJSON":4}',
    nested(31),
    nested(33),
    nested(20_000),
    '{"a":'.repeat(5000),
    'undefined',
    'NaN',
    '{"a":1,}',
    '\u0000',
    '{',
    `"${'x'.repeat(50_000)}"`,
  ),
)

/** Values that are known to mean something to the service the fuzz asks. */
export interface Known {
  readonly instances: readonly string[]
  readonly hashes: readonly string[]
  readonly releases: readonly string[]
  readonly surrogates: readonly string[]
}

function knownOf(name: string, known: Known): readonly string[] {
  if (name === 'instance') return known.instances
  if (name === 'hash') return known.hashes
  if (name === 'release') return known.releases
  return name === 'surrogate' ? known.surrogates : []
}

function resolve(schema: JsonSchema, components: Components): JsonSchema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (components[name] ?? {})
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const all = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  return all.filter((one): one is JsonSchema => typeof one === 'object')
}

/** JSON texts that a schema mostly allows, at the edges of what it allows and a little beyond. */
export function jsonOf(
  schema: JsonSchema,
  given: { name: string; known: Known; components: Components },
): fc.Arbitrary<string> {
  const own = resolve(schema, given.components)
  const options = alternatives(own)
  if (options.length > 0) return fc.oneof(...options.map((one) => jsonOf(one, given)))
  if (own.enum !== undefined) return fc.constantFrom(...own.enum.map((one) => JSON.stringify(one)))
  const known = knownOf(given.name, given.known)
  if (known.length > 0) {
    return fc
      .oneof({ weight: 8, arbitrary: fc.constantFrom(...known) }, fc.string())
      .map((text) => JSON.stringify(text))
  }
  if (own.type === 'array') {
    const items = typeof own.items === 'object' && !Array.isArray(own.items) ? own.items : {}
    const item = fc.oneof({ weight: 6, arbitrary: jsonOf(items, given) }, JUNK_JSON)
    return fc.array(item, { maxLength: 8 }).map((all) => `[${all.join(',')}]`)
  }
  if (own.type === 'object') return objectOf(own, given)
  if (own.type === 'boolean') return fc.constantFrom('true', 'false')
  if (own.type === 'integer' || own.type === 'number') return numberOf(own)
  const texts = [fc.string(), fc.string({ unit: 'binary' })]
  const some = given.name === 'where' ? [...texts, CONDITION, CONDITION] : texts
  return fc.oneof(...some).map((text) => JSON.stringify(text))
}

const CONDITION = fc
  .tuple(
    fc.constantFrom('latencyMs', 'testAccuracy', 'edges', 'macs', 'source', 'constructor', ''),
    fc.constantFrom(...CONDITION_OPERATORS, '=='),
    fc.oneof(fc.double().map(String), fc.constantFrom('tabular', 'surrogate', '1e999', '')),
  )
  .map((parts) => parts.join(''))

function numberOf({ minimum = -10, maximum = 1000 }: JsonSchema): fc.Arbitrary<string> {
  const edges = [minimum - 1, minimum, minimum + 1, maximum - 1, maximum, maximum + 1]
  return fc
    .oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(...edges), fc.double())
    .map(String)
}

function objectOf(
  schema: JsonSchema,
  given: { name: string; known: Known; components: Components },
): fc.Arbitrary<string> {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const value = jsonOf(field as JsonSchema, { ...given, name })
    const required = (schema.required ?? []).includes(name)
    const text = fc.oneof({ weight: 10, arbitrary: value }, JUNK_JSON)
    return fc
      .option(text, { freq: required ? 20 : 1, nil: undefined })
      .map((one) => (one === undefined ? [] : [`${JSON.stringify(name)}:${one}`]))
  })
  const extra = fc
    .option(fc.tuple(fc.constantFrom('__proto__', 'constructor', 'x', ''), JUNK_JSON), {
      freq: 1,
      nil: undefined,
    })
    .map((one) => (one === undefined ? [] : [`${JSON.stringify(one[0])}:${one[1]}`]))
  const rarely = fc.oneof({ weight: 10, arbitrary: fc.constant([] as string[]) }, extra)
  return fc.tuple(...fields, rarely).map((all) => `{${all.flat().join(',')}}`)
}
