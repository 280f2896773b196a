import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import type { Preparation } from '../../api/operations/preparation.ts'
import { createClient } from '../../client/index.ts'
import { memoryLog, testServed, UNEVALUATED } from '../support/served.ts'

// A service that computes predictions, and after its second answer about them is done.
let server: RunningServer
let url: string
let asked: number

const COMPLETE: Preparation = { predictions: 'complete', progress: 1, pending: [] }

beforeEach(async () => {
  asked = 0
  const served = await testServed()
  const instances = [...served.release.instances.keys()]
  const preparation = (): Preparation => ({
    predictions: 'computing',
    progress: 0.5,
    pending: instances.map((instance) => ({ surrogate: `${instance}-1`, instance, epochs: [108] })),
  })
  let until = 0
  const app = buildApp(
    () => ({
      ...served,
      preparation: () => (until === 0 || performance.now() < until ? preparation() : COMPLETE),
    }),
    memoryLog(),
  )
  const counted = {
    fetch: (...request: Parameters<typeof app.fetch>) => {
      asked++
      until ||= performance.now() + 3000
      return app.fetch(...request)
    },
  }
  server = await serve(counted, { port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${server.port}`
})
afterEach(() => server.close())

const problem = { instance: 'test-instance', epochs: 108 }

test('a service that computes its predictions is waited for as Retry-After asks, with a message', async () => {
  const messages: string[] = []
  const client = createClient(url, { retries: 0, onPreparing: (line) => messages.push(line) })
  const started = performance.now()
  const { results } = await client.listFitness(problem)
  expect(results.length).toBeGreaterThan(0)
  expect(performance.now() - started).toBeGreaterThan(4900)
  expect(asked).toBe(2)
  expect(messages).toEqual([
    expect.stringMatching(
      /^The service is not ready: Predictions of test-instance are being computed: 50 %.* Waiting for at most 300 s more\.$/,
    ),
  ])
})

test('a query whose items are being computed is asked again as a whole', async () => {
  const messages: string[] = []
  const client = createClient(url, { onPreparing: (line) => messages.push(line) })
  const { results } = await client.query({ ...problem, architectures: [UNEVALUATED] })
  // The predictions of this service never come into its release.
  expect(results).toMatchObject([{ error: { code: 'not_evaluated' } }])
  expect([asked, messages.length]).toEqual([2, 1])
})

test('a call that does not want to wait fails at once', async () => {
  const client = createClient(url, { preparingMsMax: 0, retries: 0 })
  await expect(client.listFitness(problem)).rejects.toMatchObject({
    code: 'unavailable',
    status: 503,
  })
  const { results } = await client.query({ ...problem, architectures: [UNEVALUATED] })
  expect(results).toMatchObject([{ error: { code: 'unavailable', progress: 0.5 } }])
  expect(asked).toBe(2)
})

test('an aborted signal ends the waiting', async () => {
  const signal = AbortSignal.timeout(200)
  const client = createClient(url, { onPreparing: () => {} })
  await expect(client.listFitness(problem, { signal })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
  expect(asked).toBe(1)
})
