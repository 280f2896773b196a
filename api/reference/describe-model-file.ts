import { MEDIA_TYPES } from '../../release/media-types.ts'
import { MODEL_FILE } from '../operations/downloads.ts'
import { SurrogateId } from '../operations/schemas/surrogate.ts'
import { fileResponses } from './describe-operation.ts'
import { groupOf } from './groups.ts'
import { type Components, schemaOf } from './json-schema.ts'
import type { OpenApiOperation } from './openapi-types.ts'

/** The download of a model file, which is no operation. */
export function describeModelFile(components: Components): OpenApiOperation {
  const { name, path, summary, description, errors, example } = MODEL_FILE
  const { title, surrogate } = example
  const { description: what = '', ...schema } = schemaOf(SurrogateId, 'input', components)
  return {
    operationId: name,
    tags: [groupOf(path)],
    summary,
    description,
    'x-examples': { file: { summary: title, value: { surrogate } } },
    parameters: [
      {
        name: 'surrogate',
        in: 'path',
        required: true,
        description: what,
        schema,
        examples: { file: { summary: title, value: surrogate } },
      },
    ],
    responses: fileResponses(errors, [MEDIA_TYPES.onnx], components),
  }
}
