import { MODEL_FILE } from './model-file.ts'
import type { AnyOperation } from './operation.ts'
import { operations } from './operations.ts'
import { describeModelFile } from './reference/describe-model-file.ts'
import { describeOperation } from './reference/describe-operation.ts'
import { NO_ANSWERS } from './reference/example-answers.ts'
import { type Components, schemaOf } from './reference/json-schema.ts'
import type { OpenApiDocument, OpenApiOperation } from './reference/open-api.ts'
import { describeReleaseFile } from './releases/describe-release-file.ts'
import { RELEASE_FILE } from './releases/release-file.ts'
import { ArchitectureReference } from './schemas/architecture.ts'

/**
 * The OpenAPI 3.1 document: every operation and the files, and nothing else.
 * @param answered what the release that is served answers to the examples
 */
export function openApiDocument(answered = NO_ANSWERS): OpenApiDocument {
  const components: Components = new Map()
  schemaOf(ArchitectureReference, 'input', components)
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  for (const operation of Object.values<AnyOperation>(operations)) {
    const item = describeOperation(operation, { components, answered })
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: item }
  }
  paths[MODEL_FILE.path] = { get: describeModelFile(components) }
  paths[RELEASE_FILE.path] = { get: describeReleaseFile(components) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'EO NAS-Bench',
      version: '1',
      description:
        'A benchmark database for neural architecture search in Earth observation: the fitness of any NASBench-101 cell, free of cost.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: Object.fromEntries([...components].sort()) },
  }
}
