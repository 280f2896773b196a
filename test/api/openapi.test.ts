import { expect, test } from 'vitest'
import {
  COLUMN_FILE,
  DISTANCES_FILE,
  MODEL_FILE,
  RELEASE_FILE,
} from '../../api/operations/downloads.ts'
import { ERRORS } from '../../api/operations/errors.ts'
import { type AnyOperation, COMMON_ERRORS } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { fieldsOf } from '../../api/reference/field-list.ts'
import type { OpenApiDocument } from '../../api/reference/openapi-types.ts'
import { testApp } from '../support/served.ts'

interface Described {
  operationId: string
  summary: string
  description: string
  parameters?: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>
}

interface Document {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, object> }
}

const document = async (): Promise<Document> =>
  (await (await testApp()).request('/openapi.json')).json() as Promise<Document>

const everything = async () =>
  Object.entries((await document()).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** What is an operation; the files are described apart. */
const described = async () =>
  (await everything()).filter(
    ({ operation }) =>
      ![COLUMN_FILE.name, DISTANCES_FILE.name, MODEL_FILE.name, RELEASE_FILE.name].includes(
        operation.operationId as never,
      ),
  )

test('lists exactly the operations and the files, each under its method and path', async () => {
  const listed = (await everything()).map(({ path, method, operation }) =>
    [operation.operationId, method.toUpperCase(), path].join(' '),
  )
  const declared = Object.values<AnyOperation>(operations).map(({ name, method, path }) =>
    [name, method, path].join(' '),
  )
  const files = [COLUMN_FILE, DISTANCES_FILE, MODEL_FILE, RELEASE_FILE].map(
    ({ name, path }) => `${name} GET ${path}`,
  )
  expect(listed.sort()).toStrictEqual([...declared, ...files].sort())
})

test('is OpenAPI 3.1 with a summary, a description and an answer for every operation', async () => {
  const { openapi, info } = await document()
  expect(openapi).toMatch(/^3\.1\.\d$/)
  expect(info).toMatchObject({ title: 'EO NAS-Bench', version: expect.any(String) })
  for (const { operation } of await described()) {
    expect(operation.summary.length).toBeGreaterThan(5)
    expect(operation.description.length).toBeGreaterThan(20)
    expect(operation.responses['200']?.content['application/json']?.schema).toBeTypeOf('object')
  }
})

test('every path parameter is in the path and required, and every input field is described', async () => {
  for (const { path, operation } of await described()) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = operations[operation.operationId as keyof typeof operations]
    const parameters = operation.parameters ?? []
    expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toStrictEqual(
      inPath,
    )
    expect(parameters.filter((one) => one.in === 'path' && !one.required)).toStrictEqual([])
    if (declared.method === 'GET') {
      expect(parameters.map(({ name }) => name)).toStrictEqual(Object.keys(declared.input.shape))
    } else {
      const schema = operation.requestBody?.content['application/json']?.schema
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false })
      expect(Object.keys((schema as { properties: object }).properties)).toStrictEqual(
        Object.keys(declared.input.shape),
      )
    }
  }
})

test('every error of an operation is described as a problem under its status', async () => {
  for (const { operation } of await described()) {
    const declared = operations[operation.operationId as keyof typeof operations]
    for (const code of [...declared.errors, ...COMMON_ERRORS]) {
      const response = operation.responses[ERRORS[code].status]
      expect(response?.description).toContain(`\`${code}\``)
      expect(response?.content['application/problem+json']).toBeDefined()
    }
  }
})

test('every reference leads to a component, and every component is used', async () => {
  const whole = await document()
  const used = new Set(
    [...JSON.stringify(whole).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference),
  )
  const known = Object.keys(whole.components.schemas).map((id) => `#/components/schemas/${id}`)
  expect([...used].sort()).toStrictEqual(known.sort())
  for (const component of Object.values(whole.components.schemas)) {
    expect(component).not.toHaveProperty('$ref')
  }
  expect(known).toContain('#/components/schemas/ArchitectureReference')
})

test('items of a batch are described although each is checked on its own', async () => {
  const { paths } = await document()
  const schema = paths['/v1/query']?.['post']?.requestBody?.content['application/json']?.schema
  expect(schema).toMatchObject({
    properties: {
      architectures: {
        type: 'array',
        maxItems: 10_000,
        items: { $ref: '#/components/schemas/ArchitectureReference' },
      },
    },
  })
})

test('defaults are not required and the empty input has no parameters', async () => {
  const { paths } = await document()
  const sample = paths['/v1/architectures/sample']?.['get']?.parameters
  expect(sample?.map(({ required }) => required)).toStrictEqual([false, false, false])
  expect(paths['/v1/instances']?.['get']?.parameters).toStrictEqual([])
})

test('the model file is described as bytes, with its path parameter and its error', async () => {
  const file = (await everything()).find(({ path }) => path === MODEL_FILE.path)
  expect(file?.operation.responses['200']?.content).toStrictEqual({
    'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
  })
  expect(file?.operation.parameters).toMatchObject([
    { name: 'surrogate', in: 'path', required: true, schema: { type: 'string' } },
  ])
  expect(file?.operation.responses['404']?.description).toContain('`surrogate_not_found`')
})

test('the files of a release are described with parts of them and their errors', async () => {
  const file = (await everything()).find(({ path }) => path === RELEASE_FILE.path)
  expect(Object.keys(file?.operation.responses ?? {})).toEqual(
    expect.arrayContaining(['200', '206', '304', '404', '416', '503']),
  )
  expect(file?.operation.parameters).toMatchObject([
    { name: 'release', in: 'path', required: true },
    { name: 'file', in: 'path', required: true },
  ])
  expect(file?.operation.responses['404']?.description).toContain('`file_not_found`')
})

test('every parameter and every field of every schema says what it is', async () => {
  const { paths, components } = (await document()) as unknown as OpenApiDocument
  const silent = Object.entries(components.schemas).flatMap(([name, schema]) =>
    fieldsOf(schema)
      .filter((field) => field.description === undefined && field.schema.$ref === undefined)
      .map((field) => `${name}: ${field.name}`),
  )
  const quiet = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId, parameters = [] }) =>
      parameters
        .filter(({ description = '' }) => description === '')
        .map(({ name }) => `${operationId}: ${name}`),
    )
  expect([...silent, ...quiet]).toStrictEqual([])
})
