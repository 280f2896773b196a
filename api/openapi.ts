import { z } from 'zod'
import { ERRORS, type ErrorCode } from './errors.ts'
import { MODEL_FILE } from './model-file.ts'
import { NDJSON } from './ndjson.ts'
import { type AnyOperation, COMMON_ERRORS } from './operation.ts'
import { operations } from './operations.ts'
import { Problem } from './problem.ts'
import { ArchitectureReference } from './schemas/architecture.ts'
import { SurrogateId } from './schemas/surrogate.ts'

const NDJSON_CONTENT = {
  schema: {
    type: 'string',
    description: 'Every result, also those of further pages: one object of `results` a line',
  },
}

type JsonSchema = z.core.JSONSchema.BaseSchema
type Components = Map<string, JsonSchema>

const COMPONENTS = '#/components/schemas/'

// zod puts named schemas beside the schema that uses them; OpenAPI has one place for all.
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Components): JsonSchema {
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

function errorResponses(codes: readonly ErrorCode[], components: Components) {
  const problem = schemaOf(Problem, 'output', components)
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of codes) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => [
      status,
      {
        description: own.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '),
        content: {
          'application/problem+json': {
            schema: { allOf: [problem, { properties: { code: { enum: own } } }] },
          },
        },
      },
    ]),
  )
}

function parametersOf(operation: AnyOperation, input: JsonSchema) {
  return Object.entries(input.properties ?? {}).map(([name, schema]) => {
    const inPath = operation.path.includes(`{${name}}`)
    const { description, ...rest } = schema as JsonSchema
    return {
      name,
      in: inPath ? 'path' : 'query',
      required: inPath || (input.required ?? []).includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function pathItem(operation: AnyOperation, components: Components) {
  const input = schemaOf(operation.input, 'input', components)
  const output = schemaOf(operation.output, 'output', components)
  return {
    operationId: operation.name,
    summary: operation.summary,
    description: operation.description,
    ...(operation.method === 'GET'
      ? { parameters: parametersOf(operation, input) }
      : { requestBody: { required: true, content: { 'application/json': { schema: input } } } }),
    responses: {
      200: {
        description: 'The answer',
        content: {
          'application/json': { schema: output },
          ...(operation.stream === undefined ? {} : { [NDJSON]: NDJSON_CONTENT }),
        },
      },
      ...errorResponses([...operation.errors, ...COMMON_ERRORS], components),
    },
  }
}

function modelFileItem(components: Components) {
  const { name, summary, description, errors } = MODEL_FILE
  const { description: what, ...schema } = schemaOf(SurrogateId, 'input', components)
  return {
    operationId: name,
    summary,
    description,
    parameters: [{ name: 'surrogate', in: 'path', required: true, description: what, schema }],
    responses: {
      200: { description: 'The file', content: { 'application/octet-stream': {} } },
      304: { description: 'The file has the sha256 that If-None-Match names' },
      ...errorResponses([...errors, ...COMMON_ERRORS], components),
    },
  }
}

/** The OpenAPI 3.1 document: every operation and the model files, and nothing else. */
export function openApiDocument() {
  const components: Components = new Map()
  schemaOf(ArchitectureReference, 'input', components)
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of Object.values<AnyOperation>(operations)) {
    const item = pathItem(operation, components)
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: item }
  }
  paths[MODEL_FILE.path] = { get: modelFileItem(components) }
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
