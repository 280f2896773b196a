import type { z } from 'zod'
import type { COLUMN_FILE, DISTANCES_FILE } from '../operations/downloads.ts'
import { fileResponses } from './describe-operation.ts'
import { groupOf } from './groups.ts'
import { type Components, schemaOf } from './json-schema.ts'
import type { OpenApiOperation } from './openapi-types.ts'

/**
 * A download with numbers of all architectures, which is no operation.
 * @param input what chooses them: path and query
 */
export function describeNumbersFile(
  file: typeof COLUMN_FILE | typeof DISTANCES_FILE,
  input: z.ZodObject,
  components: Components,
): OpenApiOperation {
  const { name, path, summary, description, errors, example } = file
  const { title, ...value } = example
  const parameters = Object.entries(input.shape).map(([own, schema]) => {
    const { description: what = '', ...rest } = schemaOf(schema, 'input', components)
    const inPath = path.includes(`{${own}}`)
    const given = (value as Record<string, unknown>)[own]
    return {
      name: own,
      in: inPath ? ('path' as const) : ('query' as const),
      required: inPath,
      description: what,
      schema: rest,
      ...(given === undefined ? {} : { examples: { file: { summary: title, value: given } } }),
    }
  })
  const { 206: _, ...responses } = fileResponses(errors, ['application/octet-stream'], components)
  return {
    operationId: name,
    tags: [groupOf(path)],
    summary,
    description,
    'x-examples': { file: { summary: title, value } },
    parameters,
    responses,
  }
}
