import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient } from '../../client/index.ts'
import { retryAfterMs } from '../../client/retrying-fetch.ts'
import { testApp } from '../support/served.ts'

// A proxy in front of the service that refuses a given number of requests.
let proxy: Server
let url: string
let refusals: { status: number; headers?: Record<string, string> }[] = []
let seen: number[] = []

beforeEach(async () => {
  const app = await testApp()
  seen = []
  proxy = createServer(async (request, response) => {
    seen.push(performance.now())
    const refusal = refusals.shift()
    if (refusal !== undefined) {
      response.writeHead(refusal.status, refusal.headers).end('not now')
      return
    }
    const answer = await app.request(request.url ?? '/', { method: request.method ?? 'GET' })
    response.writeHead(answer.status, { 'Content-Type': 'application/json' })
    response.end(await answer.text())
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
})
afterEach(() => new Promise((closed) => proxy.close(closed)))

test('a request that is refused for now is sent again until it is answered', async () => {
  refusals = [{ status: 429 }, { status: 503 }, { status: 502 }, { status: 504 }]
  const { results } = await createClient(url, { backoffMs: 1 }).listInstances()
  expect(results.length).toBeGreaterThan(0)
  expect(seen.length).toBe(5)
})

test('Retry-After is waited for, and no longer than waitMsMax', async () => {
  refusals = [{ status: 429, headers: { 'Retry-After': '1' } }]
  await createClient(url, { backoffMs: 1 }).listInstances()
  const [first = 0, second = 0] = seen
  expect(second - first).toBeGreaterThan(990)

  refusals = [{ status: 503, headers: { 'Retry-After': '3600' } }]
  // Waiting for the hour that was asked for would end in the time limit of the test.
  await createClient(url, { waitMsMax: 20 }).listInstances()
  expect(seen).toHaveLength(4)
})

test('after the last retry the refusal is thrown, and other failures are not retried', async () => {
  refusals = Array(3).fill({ status: 503 })
  const client = createClient(url, { retries: 2, backoffMs: 1 })
  await expect(client.listInstances()).rejects.toMatchObject({ code: 'unreachable', status: 503 })
  expect(seen.length).toBe(3)

  await expect(client.getInstance({ instance: 'mars' })).rejects.toMatchObject({
    code: 'instance_not_found',
  })
  expect(seen.length).toBe(4)
})

test('a call that is aborted while it waits rejects at once with the reason', async () => {
  refusals = [{ status: 503, headers: { 'Retry-After': '20' } }]
  const reason = new Error('enough')
  const abort = new AbortController()
  const call = createClient(url).listInstances(undefined, { signal: abort.signal })
  setTimeout(() => abort.abort(reason), 50)
  await expect(call).rejects.toBe(reason)
  expect(seen.length).toBe(1)
})

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('Tue, 24 Nov 2026 10:00:00 GMT')
  expect(retryAfterMs('7', now)).toBe(7000)
  expect(retryAfterMs('Tue, 24 Nov 2026 10:00:05 GMT', now)).toBe(5000)
  expect(retryAfterMs('Tue, 24 Nov 2026 09:00:00 GMT', now)).toBe(0)
  expect(retryAfterMs('soon', now)).toBeNull()
  expect(retryAfterMs(null, now)).toBeNull()
})
