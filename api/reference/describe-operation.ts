import { ERRORS, type ErrorCode } from '../operations/errors.ts'
import { type AnyOperation, COMMON_ERRORS, type Example, NDJSON } from '../operations/operation.ts'
import { Problem } from '../operations/problem.ts'
import { answerKey, type ExampleAnswers, exampleKey } from './example-answers.ts'
import { groupOf } from './groups.ts'
import { type Components, schemaOf } from './json-schema.ts'
import type {
  Examples,
  JsonSchema,
  OpenApiContent,
  OpenApiOperation,
  OpenApiParameter,
} from './openapi-types.ts'

export interface Describing {
  readonly components: Components
  readonly answered: ExampleAnswers
}

/** Error responses by status, each naming the codes that it can have. */
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

// OpenAPI has examples by name; a field that an example leaves out has none of that name.
function examplesOf(
  operation: AnyOperation,
  take: (example: Example<unknown>) => unknown,
): Examples {
  const entries = (operation.examples ?? []).flatMap((example) => {
    const value = take(example)
    return value === undefined ? [] : [[exampleKey(example), { summary: example.title, value }]]
  })
  return Object.fromEntries(entries)
}

function parametersOf(operation: AnyOperation, input: JsonSchema): OpenApiParameter[] {
  return Object.entries(input.properties ?? {}).map(([name, schema]) => {
    const inPath = operation.path.includes(`{${name}}`)
    const { description, ...rest } = schema as JsonSchema
    return {
      name,
      in: inPath ? 'path' : 'query',
      required: inPath || (input.required ?? []).includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      examples: examplesOf(operation, ({ input }) => (input as Record<string, unknown>)[name]),
    }
  })
}

const NDJSON_CONTENT = {
  schema: {
    type: 'string',
    description: 'The results of this and all further pages, one JSON object a line',
  },
} as const

function answerContent(
  operation: AnyOperation,
  { components, answered }: Describing,
): Record<string, OpenApiContent> {
  const json = {
    schema: schemaOf(operation.output, 'output', components),
    examples: examplesOf(operation, (example) =>
      answered.get(answerKey(operation.name, exampleKey(example))),
    ),
  }
  return operation.stream === undefined
    ? { 'application/json': json }
    : { 'application/json': json, [NDJSON]: NDJSON_CONTENT }
}

/** One operation as OpenAPI has it. */
export function describeOperation(
  operation: AnyOperation,
  describing: Describing,
): OpenApiOperation {
  const input = schemaOf(operation.input, 'input', describing.components)
  const examples = examplesOf(operation, (example) => example.input)
  const body = { schema: input, examples }
  return {
    operationId: operation.name,
    tags: [groupOf(operation.path)],
    summary: operation.summary,
    description: operation.description,
    'x-examples': examples,
    ...(operation.method === 'GET'
      ? { parameters: parametersOf(operation, input) }
      : { requestBody: { required: true, content: { 'application/json': body } } }),
    responses: {
      200: { description: 'The answer', content: answerContent(operation, describing) },
      ...errorResponses([...operation.errors, ...COMMON_ERRORS], describing.components),
    },
  }
}

const BYTES: OpenApiContent = { schema: { type: 'string', format: 'binary' } }

/**
 * How a download of a file is answered.
 * @param mediaTypes that the file can have; generators of clients take the first that they know
 */
export function fileResponses(
  codes: readonly ErrorCode[],
  mediaTypes: readonly string[],
  components: Components,
) {
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, BYTES]))
  const errors = errorResponses([...codes, 'range_not_satisfiable', ...COMMON_ERRORS], components)
  return {
    200: { description: 'The file', content },
    206: { description: 'The part of the file that `Range` asks for', content },
    304: { description: 'The file still has the ETag that `If-None-Match` names' },
    ...errors,
  }
}
