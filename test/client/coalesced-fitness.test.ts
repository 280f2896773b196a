import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { type Client, createClient } from '../../client/index.ts'
import { KNOWN_HASH, testApp, testServed } from '../support/served.ts'

const instance = 'test-instance'
let server: RunningServer
let client: Client
let requests: string[] = []
let hashes: string[]

beforeAll(async () => {
  const app = await testApp()
  const fetch = (request: Request) => {
    requests.push(new URL(request.url).pathname)
    return app.fetch(request)
  }
  server = await serve({ fetch }, { port: 0, host: '127.0.0.1' })
  client = createClient(`http://127.0.0.1:${server.port}`)
  const { space } = await testServed()
  hashes = [KNOWN_HASH, space.hashOf(0), space.hashOf(1)]
})
beforeEach(() => {
  requests = []
})
afterAll(() => server.close())

test('calls of getFitness at the same time are one query, with the answers of single calls', async () => {
  const together = await Promise.allSettled(
    hashes.map((hash) => client.getFitness({ instance, hash })),
  )
  expect(requests).toStrictEqual(['/trpc/query'])
  for (const [at, hash] of hashes.entries()) {
    const [alone] = await Promise.allSettled([client.getFitness({ instance, hash })])
    const shared = together[at]
    if (alone?.status === 'fulfilled') expect(shared).toStrictEqual(alone)
    else {
      expect(shared).toMatchObject({
        status: 'rejected',
        reason: {
          code: alone?.reason.code,
          detail: alone?.reason.detail,
          status: alone?.reason.status,
        },
      })
    }
  }
  expect(requests.slice(1)).toStrictEqual(Array(3).fill('/trpc/getFitness'))
})

test('calls that choose other values are apart', async () => {
  await Promise.allSettled([
    client.getFitness({ instance, hash: KNOWN_HASH, run: 0 }),
    client.getFitness({ run: 0, hash: KNOWN_HASH, instance }),
    client.getFitness({ instance, hash: KNOWN_HASH }),
  ])
  expect(requests.sort()).toStrictEqual(['/trpc/getFitness', '/trpc/query'])
})

test('more than 10,000 calls are several queries', async () => {
  const calls = Array.from({ length: 10_001 }, () =>
    client.getFitness({ instance, hash: KNOWN_HASH }),
  )
  const answers = await Promise.all(calls)
  expect(new Set(answers.map(({ hash }) => hash))).toStrictEqual(new Set([KNOWN_HASH]))
  expect(requests.length).toBe(2)
})

test('a failure of the query is the failure of each call, and an aborted call leaves the others alone', async () => {
  const failed = await Promise.allSettled(
    hashes.map((hash) => client.getFitness({ instance: 'mars', hash })),
  )
  for (const one of failed) {
    expect(one).toMatchObject({ reason: { code: 'instance_not_found' } })
  }
  const reason = new Error('enough')
  const abort = new AbortController()
  const [aborted, answered] = [
    client.getFitness({ instance, hash: KNOWN_HASH }, { signal: abort.signal }),
    client.getFitness({ instance, hash: KNOWN_HASH }),
  ]
  abort.abort(reason)
  await expect(aborted).rejects.toBe(reason)
  expect((await answered).hash).toBe(KNOWN_HASH)
})

test('a signal that outlives its calls keeps nothing of them', async () => {
  const { signal } = new AbortController()
  const calls = hashes.map(() => client.getFitness({ instance, hash: KNOWN_HASH }, { signal }))
  await Promise.all(calls)
  expect(requests).toStrictEqual(['/trpc/query'])
  expect(getEventListeners(signal, 'abort')).toStrictEqual([])
})
