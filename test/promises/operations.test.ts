import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { operations } from '../../api/operations/operations.ts'
import { openApiDocument } from '../../api/reference/openapi.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const snake = (name: string) => kebab(name).replaceAll('-', '_')

/** Where an operation must appear, and how it is recognised there. */
const PLACES: Readonly<Record<string, (name: string) => RegExp>> = {
  'api/operations/operations.ts': (name) => new RegExp(`from './${kebab(name)}\\.ts'`),
  'client/client.ts': (name) => new RegExp(`^  ${name}: true,$`, 'm'),
  'docs/api.md': (name) => new RegExp(`^\\| \`${name}\` \\| \`(GET|POST) /`, 'm'),
  'test/api/operations.test.ts': (name) => new RegExp(`^  ${name}: \\[`, 'm'),
  'client/python/README.md': (name) => new RegExp(`^\\|.*\`${snake(name)}\``, 'm'),
  ...Object.fromEntries(
    ['client', 'remote', 'local'].map((file) => [
      `client/python/eo_nas_bench/${file}.py`,
      (name: string) => new RegExp(`^    def ${snake(name)}\\(`, 'm'),
    ]),
  ),
}

/** The places that do not have an operation, by name of the file. */
function missingPlaces(name: string, openApiText: string): string[] {
  const places = Object.entries(PLACES).filter(([path, pattern]) => !pattern(name).test(read(path)))
  const described = openApiText.includes(`"operationId":"${name}"`)
  return [...places.map(([path]) => path), ...(described ? [] : ['/openapi.json'])]
}

const document = JSON.stringify(openApiDocument())

test('every operation is in the clients, the OpenAPI document and the docs', () => {
  const missing = Object.keys(operations).flatMap((name) =>
    missingPlaces(name, document).map((path) => `${path} lacks ${name}`),
  )
  expect(missing).toStrictEqual([])
})

test('each place that lacks a new operation is named', () => {
  const places = missingPlaces('countCells', document)
  expect(places).toStrictEqual([...Object.keys(PLACES), '/openapi.json'])
})

test('every file of an operation is listed', () => {
  const folder = new URL('../../api/operations/', import.meta.url)
  const declared = readdirSync(folder).filter(
    (file) => file.endsWith('.ts') && /= operation\(\{/.test(read(`api/operations/${file}`)),
  )
  expect(declared.sort()).toStrictEqual(
    Object.keys(operations)
      .map((name) => `${kebab(name)}.ts`)
      .sort(),
  )
})
