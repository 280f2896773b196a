import { beforeAll, describe, expect, test } from 'vitest'
import type { OperationName } from '../../api/operations/operations.ts'
import { BRANCHES, KNOWN_HASH, SMALL, testApp } from '../support/served.ts'
import { rest, trpc } from '../support/transports.ts'

const wide = (size: number, edge: (x: number, y: number) => boolean) => ({
  matrix: Array.from({ length: size }, (_, x) =>
    Array.from({ length: size }, (__, y) => (x < y && edge(x, y) ? 1 : 0)),
  ),
  operations: ['input', ...Array(size - 2).fill('maxpool3x3'), 'output'],
})

const matrix = SMALL.matrix
const operations = SMALL.operations

const bad: [string, unknown, string, string?][] = [
  ['null', null, 'request_invalid'],
  ['a number', 7, 'request_invalid'],
  ['a string', KNOWN_HASH, 'request_invalid'],
  ['a boolean', false, 'request_invalid'],
  ['a list', [KNOWN_HASH], 'request_invalid'],
  ['an empty object', {}, 'request_invalid'],
  ['a hash that is a number', { hash: 5 }, 'request_invalid'],
  ['a hash that is null', { hash: null }, 'request_invalid'],
  ['a short hash', { hash: KNOWN_HASH.slice(1) }, 'request_invalid'],
  ['a long hash', { hash: `${KNOWN_HASH}0` }, 'request_invalid'],
  ['a hash with another letter', { hash: `g${KNOWN_HASH.slice(1)}` }, 'request_invalid'],
  ['a hash of nothing', { hash: '0'.repeat(32) }, 'architecture_not_found'],
  ['a hash of nothing in upper case', { hash: 'F'.repeat(32) }, 'architecture_not_found'],
  ['an unknown field', { hash: KNOWN_HASH, name: 'x' }, 'request_invalid'],
  ['hash and matrix', { hash: KNOWN_HASH, matrix, operations }, 'request_invalid'],
  ['a matrix alone', { matrix }, 'request_invalid'],
  ['operations alone', { operations }, 'request_invalid'],
  ['a matrix that is a string', { matrix: '0,1', operations }, 'request_invalid'],
  ['a matrix that is null', { matrix: null, operations }, 'request_invalid'],
  ['a matrix that is an object', { matrix: { 0: [0] }, operations }, 'request_invalid'],
  ['rows that are strings', { matrix: ['011', '001', '000'], operations }, 'request_invalid'],
  ['rows that are null', { matrix: [null, null, null], operations }, 'request_invalid'],
  ['entries that are strings', { matrix: [['0']], operations: ['input'] }, 'request_invalid'],
  ['entries that are booleans', { matrix: [[true]], operations: ['input'] }, 'request_invalid'],
  ['operations that are a string', { matrix, operations: 'input' }, 'request_invalid'],
  ['operations that are numbers', { matrix, operations: [0, 1, 2] }, 'request_invalid'],
  ['a hash named __proto__', JSON.parse('{"__proto__": 1}'), 'request_invalid'],
  ['an empty matrix', { matrix: [], operations: [] }, 'architecture_invalid', 'too_few_vertices'],
  [
    'one vertex',
    { matrix: [[0]], operations: ['input'] },
    'architecture_invalid',
    'too_few_vertices',
  ],
  [
    'a ragged matrix',
    {
      matrix: [
        [0, 1, 1],
        [0, 0],
        [0, 0, 0],
      ],
      operations,
    },
    'architecture_invalid',
    'matrix_not_square',
  ],
  [
    'an entry of 2',
    {
      matrix: [
        [0, 2, 1],
        [0, 0, 1],
        [0, 0, 0],
      ],
      operations,
    },
    'architecture_invalid',
    'matrix_not_binary',
  ],
  [
    'a fraction',
    {
      matrix: [
        [0, 0.5, 1],
        [0, 0, 1],
        [0, 0, 0],
      ],
      operations,
    },
    'architecture_invalid',
    'matrix_not_binary',
  ],
  [
    'a backward edge',
    {
      matrix: [
        [0, 1, 1],
        [1, 0, 1],
        [0, 0, 0],
      ],
      operations,
    },
    'architecture_invalid',
    'not_upper_triangular',
  ],
  [
    'a loop',
    {
      matrix: [
        [1, 1, 1],
        [0, 0, 1],
        [0, 0, 0],
      ],
      operations,
    },
    'architecture_invalid',
    'not_upper_triangular',
  ],
  [
    'too few operations',
    { matrix, operations: ['input', 'output'] },
    'architecture_invalid',
    'wrong_lengths',
  ],
  [
    'another operation',
    { matrix, operations: ['input', 'conv5x5-bn-relu', 'output'] },
    'architecture_invalid',
    'unknown_operation',
  ],
  [
    'an operation that is only a number',
    { matrix, operations: ['input', '', 'output'] },
    'architecture_invalid',
    'unknown_operation',
  ],
  [
    'a chain of 8 vertices',
    wide(8, (x, y) => y === x + 1),
    'architecture_invalid',
    'too_many_vertices',
  ],
  ['10 edges', wide(5, () => true), 'architecture_invalid', 'too_many_edges'],
  ['no path', wide(4, () => false), 'architecture_invalid', 'disconnected'],
]

const good = Array.from(
  { length: 999 },
  (_, at) => [{ hash: KNOWN_HASH }, SMALL, BRANCHES, { hash: KNOWN_HASH.toUpperCase() }][at % 4],
)

describe.each([
  ['query', { instance: 'test-instance', epochs: 108 }],
  ['resolveArchitectures', {}],
] as [OperationName, object][])('%s with one bad item among 1,000', (name, rest_) => {
  let expected: string
  beforeAll(async () => {
    const { body } = await rest(await testApp(), name, { ...rest_, architectures: good })
    expected = JSON.stringify((body as { results: object[] }).results)
  })

  test.each(bad)('%s spoils only its own item', async (_, item, code, reason) => {
    const app = await testApp()
    const architectures = [...good.slice(0, 500), item, ...good.slice(500)]
    for (const call of [rest, trpc]) {
      const { status, body } = await call(app, name, { ...rest_, architectures })
      expect(status).toBe(200)
      const { results } = body as { results: object[] }
      const [spoilt] = results.splice(500, 1)
      // As texts: to compare a thousand objects takes vitest as long as ten answers.
      expect(JSON.stringify(results)).toBe(expected)
      const detail: unknown = expect.stringMatching(/./)
      expect(spoilt).toStrictEqual({
        error: { code, detail, ...(reason === undefined ? {} : { reason }) },
      })
    }
  })
})

test('a bad item of megabytes has a short error', async () => {
  const long = 'x'.repeat(1_000_000)
  const { body } = await rest(await testApp(), 'query', {
    instance: 'test-instance',
    architectures: [
      { hash: long },
      { [long]: 1 },
      { matrix, operations: ['input', long, 'output'] },
      { matrix, operations: [long, 'x', 'output'] },
    ],
  })
  expect(JSON.stringify(body).length).toBeLessThan(4000)
})

test('a batch of 10,000 is answered in order', async () => {
  const architectures = Array.from({ length: 10_000 }, (_, at) =>
    at % 3 === 0 ? SMALL : { hash: KNOWN_HASH },
  )
  const { body } = await rest(await testApp(), 'query', {
    instance: 'test-instance',
    architectures,
  })
  const ids = (body as { results: { architectureId: number }[] }).results.map(
    ({ architectureId }) => architectureId,
  )
  expect(ids.length).toBe(10_000)
  expect(ids.filter((id, at) => (id === ids[0]) !== (at % 3 === 0))).toStrictEqual([])
})

test('a hash in upper case is answered as in lower case', async () => {
  const { body } = await rest(await testApp(), 'query', {
    instance: 'test-instance',
    architectures: [{ hash: KNOWN_HASH }, { hash: KNOWN_HASH.toUpperCase() }],
  })
  const [lower, upper] = (body as { results: object[] }).results
  expect(lower).toMatchObject({ hash: KNOWN_HASH })
  expect(upper).toStrictEqual(lower)
})
