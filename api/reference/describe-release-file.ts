import type { z } from 'zod'
import { MEDIA_TYPES } from '../../release/media-types.ts'
import { RELEASE_FILE } from '../operations/downloads.ts'
import { ReleaseManifest, ReleaseName } from '../operations/schemas/release.ts'
import { fileResponses } from './describe-operation.ts'
import { groupOf } from './groups.ts'
import { type Components, schemaOf } from './json-schema.ts'
import type { OpenApiOperation } from './openapi-types.ts'

const FILE_TYPES = [MEDIA_TYPES.bin, ...new Set(Object.values(MEDIA_TYPES))]
const { files } = ReleaseManifest.shape

/** The download of a file of a release, which is no operation. */
export function describeReleaseFile(components: Components): OpenApiOperation {
  const { name, path, summary, description, errors } = RELEASE_FILE
  const parameter = (own: string, schema: z.ZodType) => {
    const { description: what = '', ...rest } = schemaOf(schema, 'input', components)
    return { name: own, in: 'path' as const, required: true, description: what, schema: rest }
  }
  return {
    operationId: name,
    tags: [groupOf(path)],
    summary,
    description,
    'x-examples': {},
    parameters: [parameter('release', ReleaseName), parameter('file', files.element.shape.name)],
    responses: fileResponses(errors, FILE_TYPES, components),
  }
}
