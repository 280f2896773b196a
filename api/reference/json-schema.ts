import { z } from 'zod'
import type { JsonSchema } from './openapi-types.ts'

/** Named schemas, which every part of the document refers to. */
export type Components = Map<string, JsonSchema>

export const COMPONENTS = '#/components/schemas/'

// Generators of clients want one schema for all items, and do not know `items: false`.
function asList(tuple: JsonSchema): void {
  const { prefixItems } = tuple
  if (prefixItems === undefined) return
  const items = prefixItems.filter((item) => typeof item === 'object')
  const different = new Map(items.map((item) => [JSON.stringify(item), item]))
  delete tuple.prefixItems
  tuple.items = { anyOf: [...different.values()] }
  if (different.size === 1) tuple.items = items[0] as JsonSchema
  tuple.minItems = tuple.maxItems = items.length
}

/** zod puts named schemas beside the schema that uses them; OpenAPI has one place for all. */
export function schemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Components,
): JsonSchema {
  const {
    $schema: _,
    $defs,
    ...own
  } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      asList(jsonSchema)
      const { example } = jsonSchema
      if (example === undefined) return
      delete jsonSchema['example']
      jsonSchema.examples = [example]
    },
  })
  const text = JSON.stringify({ own, defs: $defs ?? {} }).replaceAll('#/$defs/', COMPONENTS)
  const { own: hoisted, defs } = JSON.parse(text) as {
    own: JsonSchema
    defs: Record<string, JsonSchema>
  }
  for (const [id, component] of Object.entries(defs)) components.set(id, component)
  return hoisted
}
