import { PUBLISHER } from '../../release/publisher.ts'
import { ColumnInput } from '../operations/column-values.ts'
import { DistancesInput } from '../operations/distance-values.ts'
import { COLUMN_FILE, DISTANCES_FILE, MODEL_FILE, RELEASE_FILE } from '../operations/downloads.ts'
import type { AnyOperation } from '../operations/operation.ts'
import { operations } from '../operations/operations.ts'
import { ArchitectureReference } from '../operations/schemas/architecture.ts'
import { describeModelFile } from './describe-model-file.ts'
import { describeNumbersFile } from './describe-numbers-file.ts'
import { describeOperation } from './describe-operation.ts'
import { describeReleaseFile } from './describe-release-file.ts'
import { NO_ANSWERS } from './example-answers.ts'
import { tagsOf } from './groups.ts'
import { type Components, schemaOf } from './json-schema.ts'
import type { OpenApiDocument, OpenApiOperation } from './openapi-types.ts'

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
  paths[COLUMN_FILE.path] = { get: describeNumbersFile(COLUMN_FILE, ColumnInput, components) }
  const distances = describeNumbersFile(DISTANCES_FILE, DistancesInput, components)
  paths[DISTANCES_FILE.path] = { get: distances }
  paths[MODEL_FILE.path] = { get: describeModelFile(components) }
  paths[RELEASE_FILE.path] = { get: describeReleaseFile(components) }
  const described = Object.values(paths).flatMap((methods) => Object.values(methods))
  return {
    openapi: '3.1.0',
    info: {
      title: 'EO NAS-Bench',
      version: '1',
      description:
        'A benchmark database for neural architecture search in Earth observation: the fitness of any NASBench-101 cell, free of cost.',
      contact: { name: PUBLISHER },
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    security: [],
    tags: tagsOf(described.flatMap(({ tags }) => tags)),
    servers: [{ url: '/' }],
    paths,
    components: { schemas: Object.fromEntries([...components].sort()) },
  }
}
