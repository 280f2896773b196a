import { z } from 'zod'
import type { JsonSchema } from './open-api.ts'

/** Named schemas, which every part of the document refers to. */
export type Components = Map<string, JsonSchema>

export const COMPONENTS = '#/components/schemas/'

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
