import { afterEach, expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { clientOf, isLoopback } from '../../../api/http/client-address.ts'
import { RATE_CLIENTS_MAX } from '../../../api/http/limits.ts'
import { RateLimiter } from '../../../api/http/rate-limit.ts'
import { type RunningServer, serve } from '../../../api/http/server.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../api/http/service.ts'
import { Problem } from '../../../api/operations/problem.ts'
import { memoryLog, post, testServed } from '../../support/served.ts'

let server: RunningServer | undefined
const stop = () => {
  const running = server
  server = undefined
  return running?.close()
}
afterEach(stop)

async function listen(settings: Partial<Settings>): Promise<string> {
  const served = await testServed()
  const app = buildApp(() => served, memoryLog(), {
    ...DEFAULT_SETTINGS,
    ...settings,
  })
  server = await serve(app, { port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${server.port}`
}

const left = (answer: Response) =>
  Number(/^"default";r=(\d+);t=\d+$/.exec(answer.headers.get('RateLimit') ?? '')?.[1])

test('every answer says how many units a client has and how many are left', async () => {
  const base = await listen({ rateLimit: 10 })
  for (const expected of [9, 8, 7]) {
    const answer = await fetch(`${base}/v1/instances`)
    expect(answer.headers.get('RateLimit-Policy')).toBe('"default";q=10;w=60')
    expect(left(answer)).toBe(expected)
    await answer.text()
  }
})

test('beyond its units a client gets 429 with the seconds to wait, over REST and tRPC', async () => {
  const base = await listen({ rateLimit: 2 })
  for (let request = 0; request < 2; request++) {
    expect((await fetch(`${base}/v1/instances`)).status).toBe(200)
  }
  const refused = await fetch(`${base}/v1/instances`)
  expect(refused.status).toBe(429)
  expect(Problem.parse(await refused.json()).code).toBe('rate_limited')
  const seconds = Number(refused.headers.get('Retry-After'))
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(60)
  expect(left(refused)).toBe(0)
  const overTrpc = await fetch(`${base}/trpc/listInstances`)
  expect(overTrpc.status).toBe(429)
  expect(await overTrpc.json()).toMatchObject({ error: { data: { code: 'rate_limited' } } })
})

test('a body counts the same in chunks as with a stated length', async () => {
  const base = await listen({ rateLimit: 1000 })
  const frame = JSON.stringify({ instance: 'test-instance', architectures: [] })
  const body = frame + ' '.repeat(256 * 1024)
  const chunked = async () => {
    const chunks = new Blob([body]).stream()
    const init = { ...post({}), body: chunks, duplex: 'half' } as RequestInit
    const answer = await fetch(`${base}/v1/query`, init)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('results')])
  }
  const spent = async (ask: () => Promise<unknown>) => {
    const before = left(await fetch(`${base}/v1/instances`))
    await ask()
    return before - left(await fetch(`${base}/v1/instances`)) - 1
  }
  expect(await spent(() => fetch(`${base}/v1/query`, { ...post({}), body }))).toBe(5)
  expect(await spent(chunked)).toBe(5)
})

test('a sample counts what it takes: a Latin hypercube more than a random one', async () => {
  const base = await listen({ rateLimit: 1000 })
  const sample = (count: number, method: string) =>
    fetch(`${base}/v1/architectures/sample?count=${count}&method=${method}`)
  expect(left(await sample(10, 'random'))).toBe(999)
  expect(left(await sample(1000, 'random'))).toBe(999 - 1 - 20)
  expect(left(await sample(1000, 'latin-hypercube'))).toBe(978 - 1 - 58)
})

test('who watches the service is not counted, and 0 is no limit', async () => {
  const base = await listen({ rateLimit: 1 })
  await fetch(`${base}/v1/instances`)
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect((await fetch(base + path)).status).toBe(200)
  }
  await stop()
  const free = await listen({ rateLimit: 0 })
  const answer = await fetch(`${free}/v1/instances`)
  expect([answer.status, answer.headers.get('RateLimit')]).toStrictEqual([200, null])
})

test('a large body counts more', async () => {
  const base = await listen({ rateLimit: 100 })
  const text = JSON.stringify({ instance: 'test-instance', architectures: [] })
  const answer = await fetch(`${base}/v1/query`, post(text + ' '.repeat(3 * 64 * 1024)))
  expect([answer.status, left(answer)]).toStrictEqual([200, 96])
})

test('without a setting the machine itself may ask a hundred times as often as others', async () => {
  const base = await listen({ trustedProxies: 1 })
  const policyFor = async (address?: string) => {
    const headers: Record<string, string> =
      address === undefined ? {} : { 'X-Forwarded-For': address }
    const answer = await fetch(`${base}/healthz/../v1/limits`, { headers })
    return answer.headers.get('RateLimit-Policy')
  }
  expect(await policyFor()).toBe('"default";q=6000000;w=60')
  expect(await policyFor('203.0.113.9')).toBe('"default";q=60000;w=60')
})

test('of trusted proxies the last but n-th address counts, whatever the client wrote before', async () => {
  const base = await listen({ rateLimit: 10, trustedProxies: 2 })
  const ask = async (forwarded: string) => {
    const answer = await fetch(`${base}/v1/instances`, {
      headers: { 'X-Forwarded-For': forwarded },
    })
    await answer.text()
    return left(answer)
  }
  expect(await ask('203.0.113.1, 10.0.0.1')).toBe(9)
  expect(await ask('1.1.1.1, 203.0.113.1, 10.0.0.1')).toBe(8)
  expect(await ask('2.2.2.2, 203.0.113.1, 10.0.0.2')).toBe(7)
  expect(await ask('203.0.113.2, 10.0.0.1')).toBe(9)
})

test('without a trusted proxy nothing that a client writes counts', async () => {
  const base = await listen({ rateLimit: 10 })
  for (const expected of [9, 8]) {
    const answer = await fetch(`${base}/v1/instances`, {
      headers: { 'X-Forwarded-For': `203.0.113.${expected}`, 'Fly-Client-IP': `1.1.1.${expected}` },
    })
    expect(left(answer)).toBe(expected)
  }
})

test('a proxy may give the address in a header of its own', async () => {
  const base = await listen({ rateLimit: 10, trustedProxies: 'fly-client-ip' })
  const ask = async (address: string) => {
    const answer = await fetch(`${base}/v1/instances`, { headers: { 'Fly-Client-IP': address } })
    return left(answer)
  }
  expect([await ask('203.0.113.1'), await ask('203.0.113.2')]).toStrictEqual([9, 9])
  expect([await ask('2001:db8:1:2:3::1'), await ask('2001:db8:1:2::9')]).toStrictEqual([9, 8])
  expect([await ask('nobody'), await ask('')]).toStrictEqual([9, 8])
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:a:b:1:2:3:4', '2001:db8:a:b::/64'],
  ['2001:0DB8:a:b::1', '2001:db8:a:b::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the client of %s is %s', (address, client) => {
  expect(clientOf(address)).toBe(client)
})

test('the loopback addresses are the machine itself', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true)
  expect(['128.0.0.1', '::2', '1.127.0.0'].some(isLoopback)).toBe(false)
})

test('a window that is over gives all units back', () => {
  const allowance = new RateLimiter().allowanceOf('a', 2, 0)
  expect([
    allowance.take(2, 0),
    allowance.take(1, 59_999),
    allowance.take(1, 60_000),
  ]).toStrictEqual([true, false, true])
  expect([allowance.left, allowance.secondsLeft(60_000)]).toStrictEqual([1, 60])
})

test('no number of clients fills the memory, and whoever asks often is not forgotten for them', () => {
  const limiter = new RateLimiter()
  for (let client = 0; client < RATE_CLIENTS_MAX; client++) {
    limiter.allowanceOf(`old ${client}`, 10, 0)
  }
  limiter.allowanceOf('old 0', 10, 0).take(10, 60_000)
  for (let client = 0; client < 1000; client++) limiter.allowanceOf(`new ${client}`, 10, 60_000)
  expect(limiter.size).toBe(RATE_CLIENTS_MAX)
  expect(limiter.allowanceOf('old 0', 10, 60_000).left).toBe(0)
})
