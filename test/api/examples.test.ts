import { describe, expect, test } from 'vitest'
import type { AnyOperation } from '../../api/operations/operation.ts'
import { type OperationName, operations } from '../../api/operations/operations.ts'
import { cutShort } from '../../api/reference/example-answers.ts'
import type { OpenApiDocument } from '../../api/reference/openapi-types.ts'
import { exampleApp } from '../support/example-release.ts'
import { rest, trpc } from '../support/transports.ts'

const all = Object.values<AnyOperation>(operations)
const examples = all.flatMap((operation) =>
  (operation.examples ?? []).map((example) => ({
    operation,
    title: example.title,
    input: example.input,
  })),
)

describe.each(examples)('$operation.name: $title', ({ operation, input }) => {
  test('is answered as its schema says, over REST and tRPC', async () => {
    const app = await exampleApp()
    const { status, body } = await rest(app, operation.name as OperationName, input)
    expect([status, body]).toStrictEqual([200, expect.anything()])
    expect(operation.output.parse(body)).toStrictEqual(body)
    expect((await trpc(app, operation.name, input)).body).toStrictEqual(body)
  })

  test('is in the OpenAPI document with the answer of the release, still as the schema says', async () => {
    const app = await exampleApp()
    const document = (await (await app.request('/openapi.json')).json()) as OpenApiDocument
    const described = document.paths[operation.path]?.[operation.method.toLowerCase()]
    const shown = Object.entries(described?.['x-examples'] ?? {}).find(
      ([, { value }]) => JSON.stringify(value) === JSON.stringify(input),
    )
    const key = shown?.[0] ?? ''
    const answer = described?.responses['200']?.content?.['application/json']?.examples?.[key]
    const { body } = await rest(app, operation.name as OperationName, input)
    expect(answer?.value).toStrictEqual(cutShort(body))
    expect(operation.output.parse(answer?.value)).toStrictEqual(answer?.value)
    for (const [name, value] of Object.entries(input as Record<string, unknown>)) {
      const place = described?.parameters?.find((one) => one.name === name)?.examples?.[key]
      const body = described?.requestBody?.content['application/json']?.examples?.[key]?.value
      expect(place?.value ?? (body as Record<string, unknown>)?.[name]).toStrictEqual(value)
    }
  })
})

test('every operation has an example, and no two of one operation have one title', () => {
  for (const { name, examples: own = [] } of all) {
    expect(own.length, name).toBeGreaterThan(0)
    expect(new Set(own.map(({ title }) => title)).size).toBe(own.length)
  }
})

test('lists of objects are cut to two, and lists of numbers are left whole', () => {
  expect(
    cutShort({ a: [{ b: [1, 2, 3] }, { b: [{}, {}, {}] }, {}], c: [[1, 0], [0], [1]], d: null }),
  ).toStrictEqual({ a: [{ b: [1, 2, 3] }, { b: [{}, {}] }], c: [[1, 0], [0], [1]], d: null })
})
