import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { AnyOperation } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { openApiDocument } from '../../api/reference/openapi-document.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const snake = (name: string) => kebab(name).replaceAll('-', '_')

type Named = Pick<AnyOperation, 'name' | 'method' | 'path' | 'summary'>

interface Place {
  /** How an operation is recognised there. */
  readonly pattern: (name: string) => RegExp
  /** What to write there, and where. */
  readonly fix: (operation: Named) => string
}

const PYTHON_CLIENTS = ['client', 'remote', 'local']

/** Where an operation must appear. All else is made of the operations. */
const PLACES: Readonly<Record<string, Place>> = {
  'api/operations/operations.ts': {
    pattern: (name) => new RegExp(`from './${kebab(name)}\\.ts'`),
    fix: ({ name }) => `import it from ./${kebab(name)}.ts and list it`,
  },
  'client/client.ts': {
    pattern: (name) => new RegExp(`^  ${name}: true,$`, 'm'),
    fix: ({ name }) => `add "${name}: true," to OPERATION_NAMES`,
  },
  'docs/api.md': {
    pattern: (name) => new RegExp(`^\\| \`${name}\` \\| \`(GET|POST) /`, 'm'),
    fix: ({ name, method, path, summary }) =>
      `add the row "| \`${name}\` | \`${method} ${path}\` | ${summary} |" to the table of operations`,
  },
  'test/api/operations.test.ts': {
    pattern: (name) => new RegExp(`^  ${name}: \\[`, 'm'),
    fix: ({ name }) => `add "${name}: [{ … }]," with an input or more to \`inputs\``,
  },
  'client/python/README.md': {
    pattern: (name) => new RegExp(`^\\|.*\`${snake(name)}\``, 'm'),
    fix: ({ name }) => `add \`${snake(name)}\` to the table of methods`,
  },
  ...Object.fromEntries(
    PYTHON_CLIENTS.map((file): [string, Place] => [
      `client/python/eo_nas_bench/${file}.py`,
      {
        pattern: (name) => new RegExp(`^    def ${snake(name)}\\(`, 'm'),
        fix: ({ name }) => `add the method "def ${snake(name)}(self, …)" to the class`,
      },
    ]),
  ),
}

/** The places that do not have an operation, each with what to write there. */
function missingPlaces(operation: Named): string[] {
  return Object.entries(PLACES)
    .filter(([path, { pattern }]) => !pattern(operation.name).test(read(path)))
    .map(([path, { fix }]) => `${path} lacks ${operation.name}: ${fix(operation)}`)
}

test('every operation is in the clients and the docs', () => {
  const all = Object.values<AnyOperation>(operations)
  expect(all.flatMap(missingPlaces)).toStrictEqual([])
})

test('the table of units names every operation that counts more than a request', () => {
  const table = /\| what \| units \|\n(.*?)\n\n/s.exec(read('docs/api.md'))?.[1] ?? ''
  const dear = Object.values<AnyOperation>(operations).filter(
    ({ processorMs }) => processorMs !== undefined,
  )
  expect(dear.map(({ name }) => name).filter((name) => !table.includes(`\`${name}\``))).toEqual([])
})

test('every operation is in the OpenAPI document', () => {
  const document = JSON.stringify(openApiDocument())
  for (const name of Object.keys(operations)) {
    expect(document).toContain(`"operationId":"${name}"`)
  }
})

test('each place that lacks a new operation is named, with what to write there', () => {
  const missing = missingPlaces({
    name: 'countCells',
    method: 'GET',
    path: '/v1/cells/count',
    summary: 'Count the cells',
  })
  expect(missing.map((line) => line.split(' ')[0])).toStrictEqual(Object.keys(PLACES))
  expect(missing).toContain(
    'docs/api.md lacks countCells: add the row "| `countCells` | `GET /v1/cells/count` | Count the cells |" to the table of operations',
  )
  expect(missing).toContain(
    'client/python/eo_nas_bench/remote.py lacks countCells: add the method "def count_cells(self, …)" to the class',
  )
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
