import { expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { STREAMS_MAX, STREAMS_OF_CLIENT_MAX } from '../../../api/http/limits.ts'
import { DEFAULT_SETTINGS } from '../../../api/http/service.ts'
import { Problem } from '../../../api/operations/problem.ts'
import { memoryLog, testServed } from '../../support/served.ts'

const ONE = '198.51.100.1'
const OTHER = '198.51.100.2'

/** Opens streams that nobody reads, as clients at these addresses. */
async function opener(rateLimit: number | null) {
  const served = await testServed()
  const app = buildApp(() => served, memoryLog(), {
    ...DEFAULT_SETTINGS,
    rateLimit,
    trustedProxies: 1,
  })
  return async (address: string) =>
    app.request('/v1/instances/test-instance/architectures', {
      headers: { Accept: 'application/x-ndjson', 'X-Forwarded-For': address },
    })
}

test('a client that reads its share of the streams gets no other, and others still do', async () => {
  const open = await opener(null)
  const own: Response[] = []
  for (let at = 0; at < STREAMS_OF_CLIENT_MAX; at++) own.push(await open(ONE))
  expect(new Set(own.map(({ status }) => status))).toStrictEqual(new Set([200]))
  const refused = await open(ONE)
  expect(refused.status).toBe(429)
  expect(refused.headers.get('Retry-After')).toBe('5')
  const { code, detail } = Problem.parse(await refused.json())
  expect([code, detail]).toStrictEqual(['rate_limited', expect.stringContaining('8 streamed')])
  expect((await open(OTHER)).status).toBe(200)
  await own[0]?.body?.cancel()
  await own[1]?.text()
  expect((await open(ONE)).status).toBe(200)
  expect((await open(ONE)).status).toBe(200)
  expect((await open(ONE)).status).toBe(429)
})

test.each([
  ['the machine itself', null, '127.0.0.1'],
  ['a client without a rate limit', 0, ONE],
])('%s may have every stream there is, and no more', async (_, rateLimit, address) => {
  const open = await opener(rateLimit)
  for (let at = 0; at < STREAMS_MAX; at++) expect((await open(address)).status).toBe(200)
  expect((await open(address)).status).toBe(503)
  expect((await open(OTHER)).status).toBe(503)
})

test('a set rate limit holds for the machine itself too', async () => {
  const open = await opener(60_000)
  for (let at = 0; at < STREAMS_OF_CLIENT_MAX; at++) await open('127.0.0.1')
  expect((await open('127.0.0.1')).status).toBe(429)
})
