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

test('a request that is dearer than a whole window is not told to wait', async () => {
  const app = await limitedApp(201)
  const answer = await app.request('/v1/architectures/sample?count=10000&method=latin-hypercube')
  expect([answer.status, answer.headers.get('Retry-After')]).toStrictEqual([413, null])
  expect(await answer.text()).toContain('counts 501 units')
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

test('a number in an address that is too small for one is refused', async () => {
  const app = await limitedApp(1000)
  const ask = (text: string) =>
    app.request(
      `/v1/instances/test-instance/statistics?source=tabular&where=${encodeURIComponent(`latencyMs>=${text}`)}`,
    )
  expect([(await ask('1e-400')).status, (await ask('0e9')).status]).toStrictEqual([400, 200])
})
