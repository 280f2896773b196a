import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type OperationName, operations } from '../../api/operations/operations.ts'
import { settle } from '../../api/operations/run-cooperatively.ts'
import { predictedApp } from '../support/predicted.ts'
import { BRANCHES, KNOWN_HASH, SMALL, testContext, UNEVALUATED } from '../support/served.ts'
import { rest, trpc } from '../support/transports.ts'

const architectures = [
  { hash: KNOWN_HASH },
  SMALL,
  BRANCHES,
  UNEVALUATED,
  null,
  { hash: '0'.repeat(32) },
  { matrix: [[0]], operations: ['input'] },
]

const inputs: Record<OperationName, Record<string, unknown>[]> = {
  listInstances: [{}],
  getInstance: ['test-instance', 'plain-instance', 'predicted-instance'].map((instance) => ({
    instance,
  })),
  getFitness: [
    { instance: 'test-instance', hash: KNOWN_HASH },
    { instance: 'test-instance', hash: KNOWN_HASH.toUpperCase(), run: 0, source: 'tabular' },
    { instance: 'test-instance', hash: 'd32d0b26d534203b48d866facd98cc3e', run: 'mean' },
    { instance: 'test-instance', hash: 'd32d0b26d534203b48d866facd98cc3e', run: 'random', seed: 7 },
    { instance: 'test-instance', hash: 'd32d0b26d534203b48d866facd98cc3e', halfway: true },
    { instance: 'test-instance', hash: 'd32d0b26d534203b48d866facd98cc3e', epochs: 4 },
    { instance: 'predicted-instance', hash: KNOWN_HASH },
    { instance: 'predicted-instance', hash: KNOWN_HASH, run: 'random', seed: 7 },
  ],
  query: [
    { instance: 'test-instance', architectures },
    { instance: 'test-instance', architectures, epochs: 4, run: 0 },
    { instance: 'plain-instance', architectures, source: 'surrogate' },
    { instance: 'plain-instance', architectures: [] },
    { instance: 'test-instance', architectures, source: 'surrogate' },
    { instance: 'test-instance', architectures, epochs: 36, run: 'random', seed: 3 },
    { instance: 'predicted-instance', architectures, source: 'tabular' },
    { instance: 'predicted-instance', architectures, run: 0 },
  ],
  listFitness: [
    { instance: 'test-instance', source: 'tabular' },
    { instance: 'test-instance', source: 'tabular', sort: '-latencyMs', limit: 1 },
    {
      instance: 'test-instance',
      sort: '-validationAccuracy',
      where: ['testAccuracy>=0.55', 'vertices=6'],
    },
    { instance: 'test-instance', source: 'tabular', halfway: true },
    { instance: 'predicted-instance', where: ['trainableParameters<=1000000'], limit: 3 },
    { instance: 'plain-instance', where: ['testKappa<=0'] },
  ],
  getParetoFront: [
    { instance: 'test-instance', minimize: ['latencyMs'], maximize: ['testAccuracy'], limit: 20 },
    {
      instance: 'predicted-instance',
      maximize: ['testAccuracy', 'validationAccuracy'],
      where: ['edges=9'],
    },
    { instance: 'plain-instance', minimize: ['macs', 'testKappa'] },
  ],
  getFrontMembership: [
    {
      instance: 'predicted-instance',
      minimize: ['macs'],
      maximize: ['validationAccuracy'],
      candidates: 8,
    },
  ],
  getStatistics: [
    { instance: 'test-instance' },
    { instance: 'test-instance', source: 'tabular', epochs: 4 },
    { instance: 'predicted-instance', where: ['vertices<=4'], bins: 3 },
    { instance: 'plain-instance', where: ['vertices>=7', 'source=tabular'] },
  ],
  getInitialPopulation: [
    { instance: 'predicted-instance', size: 4, sample: 20 },
    { instance: 'plain-instance', from: 'predicted-instance', size: 3, sample: 10, seed: 1 },
    { instance: 'predicted-instance', method: 'latin-hypercube', size: 2 },
    { instance: 'predicted-instance', method: 'random', size: 2 },
  ],
  getLandscape: [
    { instance: 'predicted-instance' },
    { instance: 'test-instance', epochs: 108, measure: 'testAccuracy', operator: 'graph-edit' },
  ],
  getLandscapeStructure: [
    { instance: 'predicted-instance' },
    { instance: 'test-instance', measure: 'testAccuracy', operator: 'graph-edit' },
  ],
  compareLandscapes: [
    { instance: 'test-instance', with: 'test-instance', measure: 'testAccuracy' },
  ],
  listOptima: [
    { instance: 'predicted-instance', limit: 2 },
    { instance: 'test-instance', measure: 'testOverallAccuracy', source: 'surrogate' },
  ],
  getBasin: [
    { instance: 'predicted-instance', hash: KNOWN_HASH },
    { instance: 'test-instance', epochs: 108, measure: 'testAccuracy', hash: KNOWN_HASH },
  ],
  resolveArchitectures: [{ architectures }, { architectures: [] }],
  sampleArchitectures: [
    {},
    { count: 3, seed: 5, method: 'random' },
    { count: 3, seed: 4294967295, method: 'latin-hypercube' },
  ],
  getArchitecture: [{ hash: KNOWN_HASH }],
  listNeighbours: [{ hash: KNOWN_HASH }, { hash: KNOWN_HASH, limit: 3 }],
  listSurrogates: [{}],
  getSurrogate: [{ surrogate: 'predicted-instance-1' }],
  getLimits: [{}],
  listReleases: [{}],
  getRelease: [{ release: 'r0123456789ab' }],
}

const cases = Object.entries(inputs).flatMap(([name, own]) =>
  own.map((input, at) => [name as OperationName, at, input] as const),
)

describe.each(cases)('%s, input %i', (name, _, input) => {
  test('answers the same over REST, tRPC by GET and tRPC by POST', async () => {
    const app = await predictedApp()
    const answered = await rest(app, name, input)
    expect(answered.status).toBe(200)
    expect((await trpc(app, name, input, 'GET')).body).toStrictEqual(answered.body)
    expect((await trpc(app, name, input, 'POST')).body).toStrictEqual(answered.body)
  })

  test('answers as its own output schema says', async () => {
    const { body } = await rest(await predictedApp(), name, input)
    expect(operations[name].output.parse(body)).toStrictEqual(body)
  })
})

test('every operation is in a file of its own that rhymes with its name', () => {
  const folder = new URL('../../api/operations/', import.meta.url)
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /= operation\(\{/.test(readFileSync(new URL(file, folder), 'utf8')))
  const expected = Object.keys(operations).map(
    (name) => `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`,
  )
  expect(files.sort()).toStrictEqual(expected.sort())
})

test('every operation is listed under its own name and cannot be changed', () => {
  for (const [name, operation] of Object.entries(operations)) {
    expect(operation.name).toBe(name)
    expect(Object.isFrozen(operation)).toBe(true)
  }
})

test('a procedure with nothing to say is called without an input', async () => {
  const app = await predictedApp()
  const response = await app.request('/trpc/listInstances')
  expect(response.status).toBe(200)
})

test('the values of a query string are read by the type of their field', async () => {
  const app = await predictedApp()
  const path = `/v1/instances/test-instance/architectures/${KNOWN_HASH}`
  const status = async (query: string) => (await app.request(`${path}?${query}`)).status
  expect(await status('epochs=108&run=0&seed=1&halfway=false')).toBe(200)
  expect(await status('run=mean')).toBe(200)
  // As in a JSON body, where it is the same number.
  expect(await status('epochs=108.0')).toBe(200)
  for (const bad of ['epochs=', 'epochs=4.5', 'epochs=0x4', 'run=1.5', 'run=-1', 'run=best']) {
    expect([bad, await status(bad)]).toStrictEqual([bad, 400])
  }
  for (const bad of [
    'seed=4294967296',
    'halfway=yes',
    'halfway=1',
    'source=gpu',
    'epochs=4&epochs=4',
  ]) {
    expect([bad, await status(bad)]).toStrictEqual([bad, 400])
  }
  expect(await status('hash=1')).toBe(400)
})

test('a resolved matrix gives the representative, and says whether it was pruned', async () => {
  const dangling = {
    matrix: [
      [0, 1, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
    operations: ['input', 'conv3x3-bn-relu', 'maxpool3x3', 'output'],
  }
  const chain = {
    matrix: [
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
    ],
    operations: ['input', 'conv3x3-bn-relu', 'output'],
  }
  const { body } = await rest(await predictedApp(), 'resolveArchitectures', {
    architectures: [dangling, chain],
  })
  const [pruned, whole] = (body as { results: object[] }).results
  expect(pruned).toStrictEqual({ ...whole, pruned: true })
  expect(whole).toMatchObject({ ...chain, vertices: 3, edges: 2, pruned: false })
})

test('any isomorphic form of a matrix resolves to the same architecture', async () => {
  const { handle } = operations.resolveArchitectures
  const swapped = {
    matrix: [...BRANCHES.matrix],
    operations: [
      ...BRANCHES.operations.slice(0, 1),
      ...BRANCHES.operations.slice(1, 4).reverse(),
      'output',
    ],
  }
  const architectures = [BRANCHES, swapped] as never
  const { results } = await settle(handle(await testContext(), { architectures }))
  expect(results[0]).toStrictEqual(results[1])
})
