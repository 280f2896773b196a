import { expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { DEFAULT_SETTINGS } from '../../../api/http/service.ts'
import { KNOWN_HASH, memoryLog, post, testServed } from '../../support/served.ts'

async function limitedApp(rateLimit: number) {
  const served = await testServed()
  return buildApp(() => served, memoryLog(), { ...DEFAULT_SETTINGS, rateLimit })
}

const left = (answer: Response) =>
  Number(/r=(\d+)/.exec(answer.headers.get('RateLimit') ?? '')?.[1])
const batch = (count: number) => ({
  instance: 'test-instance',
  architectures: Array.from({ length: count }, () => ({ hash: KNOWN_HASH })),
})

test('a query counts by its architectures', async () => {
  const app = await limitedApp(1000)
  const answer = await app.request('/v1/query', post(batch(5000)))
  expect(answer.status).toBe(200)
  const bodyUnits = Math.floor(JSON.stringify(batch(5000)).length / 65_536)
  expect(left(answer)).toBe(1000 - 1 - 20 - bodyUnits)
})

test('a query of thousands is answered in steps, and as one of few is', async () => {
  const app = await limitedApp(1000)
  const answer = await app.request('/v1/query', post(batch(2500)))
  const { results } = (await answer.json()) as { results: { hash: string }[] }
  expect(results).toHaveLength(2500)
  expect(new Set(results.map((one) => JSON.stringify(one))).size).toBe(1)
})

test.each(['/v1/query', '/trpc/query'])(
  'the loop turns while %s answers thousands',
  async (path) => {
    const app = await limitedApp(1000)
    let [turns, isAnswering] = [0, true]
    const turn = () => {
      turns++
      if (isAnswering) setImmediate(turn)
    }
    setImmediate(turn)
    const answer = await app.request(path, post(batch(10_000)))
    isAnswering = false
    expect(answer.status).toBe(200)
    expect(turns).toBeGreaterThanOrEqual(9)
  },
)

test('a request that needs more than a whole window gets no Retry-After', async () => {
  const app = await limitedApp(701)
  const answer = await app.request('/v1/architectures/sample?count=10000&method=latin-hypercube')
  expect([answer.status, answer.headers.get('Retry-After')]).toStrictEqual([413, null])
  expect(await answer.text()).toContain('counts 1273 units')
})

test('the calls of a tRPC batch share the 10,000 architectures of a request', async () => {
  const app = await limitedApp(6000)
  const ask = (counts: number[]) => {
    const body = Object.fromEntries(counts.map((count, at) => [at, { count }]))
    const path = counts.map(() => 'sampleArchitectures').join()
    return app.request(`/trpc/${path}?batch=1`, post(body))
  }
  expect((await ask([5000, 5000])).status).toBe(200)
  const more = await ask([5000, 5001])
  const [first, second] = (await more.json()) as { result?: object; error?: { message: string } }[]
  expect(first?.result).toBeDefined()
  expect(second?.error?.message).toContain('more than 10,000 architectures together')
})

test('a call that counts no units of its own shares them too', async () => {
  const app = await limitedApp(6000)
  const body = { 0: { count: 9500 }, 1: { instance: 'test-instance', limit: 501 } }
  const answer = await app.request('/trpc/sampleArchitectures,listOptima?batch=1', post(body))
  const [, second] = (await answer.json()) as { error?: { message: string } }[]
  expect(second?.error?.message).toContain('more than 10,000 architectures together')
})

test('many neighbours count by their limit, those of a default page nothing', async () => {
  const app = await limitedApp(6000)
  const ask = async (query: string) =>
    left(await app.request(`/v1/architectures/${KNOWN_HASH}/neighbours${query}`))
  const before = await ask('')
  expect(before - (await ask(''))).toBe(1)
  expect(before - 1 - (await ask('?limit=5000'))).toBe(1 + 100)
})

test('what tRPC would read of an address besides a call is left out', async () => {
  const app = await limitedApp(1000)
  expect((await app.request('/trpc/listInstances?connectionParams=1')).status).toBe(200)
})

test('a compressed body is 415', async () => {
  const app = await limitedApp(1000)
  const init = post({ instance: 'test-instance', architectures: [] })
  const headers = { ...init.headers, 'Content-Encoding': 'gzip' }
  for (const path of ['/v1/query', '/trpc/query']) {
    const answer = await app.request(path, { ...init, headers })
    expect(answer.status).toBe(415)
    expect(await answer.text()).toContain('unsupported_media_type')
  }
})

const where = (text: string) => ({ instance: 'test-instance', where: [`latencyMs>=${text}`] })
const inAddress = (input: object) => `?input=${encodeURIComponent(JSON.stringify(input))}`
const TOO_SMALL: readonly [string, string, RequestInit?][] = [
  ['a condition', `/v1/instances/test-instance/statistics?where=latencyMs%3E%3D1e-400`],
  ['a condition over tRPC', `/trpc/getStatistics${inAddress(where('1e-400'))}`],
  ['an address', '/v1/architectures/sample?seed=1e-400'],
  ['a call over tRPC in an address', '/trpc/sampleArchitectures?input=%7B%22seed%22:1e-400%7D'],
  ['a body', '/v1/query', { ...post({}), body: '{"instance":"test-instance","seed":1e-400}' }],
  ['a body over tRPC', '/trpc/query', { ...post({}), body: '{"seed":1e-400}' }],
]

test.each(TOO_SMALL)(
  'a number that is too small for one is refused in %s',
  async (_, path, init) => {
    const app = await limitedApp(1000)
    const answer = await app.request(path, init)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(/1e-400(, which)? is too small/)
  },
)

test('zero is no number that is too small, however it is written', async () => {
  const app = await limitedApp(2000)
  const path = '/v1/instances/test-instance/statistics?source=tabular&where=latencyMs%3E%3D'
  for (const zero of ['0e9', '0e-400']) expect((await app.request(path + zero)).status).toBe(200)
})

test('the limits of budgets and runs stand in the OpenAPI document', async () => {
  const { paths } = (await (await (await limitedApp(0)).request('/openapi.json')).json()) as {
    paths: Record<string, { get: { parameters: { name: string; schema: object }[] } }>
  }
  const parameters = paths['/v1/instances/{instance}/architectures/{hash}']?.get.parameters ?? []
  const schemaOf = (wanted: string) => parameters.find(({ name }) => name === wanted)?.schema
  expect(schemaOf('epochs')).toMatchObject({ minimum: 1, maximum: 32_767 })
  expect(JSON.stringify(schemaOf('run'))).toMatch(/"maximum":65535/)
})
