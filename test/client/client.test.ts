import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { operations } from '../../api/operations/operations.ts'
import { type Client, createClient, EoNasBenchError, type Outputs } from '../../client/index.ts'
import { KNOWN_HASH, memoryLog, post, SMALL, testApp, testServed } from '../support/served.ts'

let server: RunningServer
let seen: { method: string; length: number }[] = []
let client: Client
let base: string

beforeAll(async () => {
  const app = await testApp()
  const fetch = (request: Request) => {
    seen.push({ method: request.method, length: request.url.length })
    return app.fetch(request)
  }
  server = await serve({ fetch }, { port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${server.port}`
  client = createClient(`${base}/`)
})
afterAll(() => server.close())

async function failure(promise: Promise<unknown>): Promise<EoNasBenchError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (error instanceof EoNasBenchError) return error
  throw new Error(`This did not fail with an EoNasBenchError but with ${String(error)}`)
}

test('has one function an operation', () => {
  expect(Object.keys(client).sort()).toStrictEqual(Object.keys(operations).sort())
})

test('gives what the service gives', async () => {
  const app = await testApp()
  const overRest = async (path: string, init?: RequestInit) =>
    (await app.request(path, init)).json()
  expect(await client.listInstances()).toStrictEqual(await overRest('/v1/instances'))
  expect(await client.sampleArchitectures({ count: 2 })).toStrictEqual(
    await overRest('/v1/architectures/sample?count=2'),
  )
  expect(await client.listNeighbours({ hash: KNOWN_HASH })).toStrictEqual(
    await overRest(`/v1/architectures/${KNOWN_HASH}/neighbours`),
  )
  expect(
    await client.getFitness({ instance: 'test-instance', hash: KNOWN_HASH, run: 'mean' }),
  ).toStrictEqual(await overRest(`/v1/instances/test-instance/architectures/${KNOWN_HASH}`))
  const query = { instance: 'test-instance', architectures: [SMALL, { hash: KNOWN_HASH }] }
  expect(await client.query(query)).toStrictEqual(await overRest('/v1/query', post(query)))
})

test('sends short inputs in the URL and long ones in a POST, so no URL passes 2 KB', async () => {
  for (let count = 0; count < 60; count += 3) {
    seen = []
    const architectures = Array(count).fill({ hash: KNOWN_HASH })
    expect((await client.resolveArchitectures({ architectures })).results.length).toBe(count)
    expect(seen).toStrictEqual([
      { method: count < 28 ? 'GET' : 'POST', length: expect.any(Number) },
    ])
    expect(seen[0]?.length).toBeLessThan(2048)
  }
})

test('is typed from the operations', async () => {
  expectTypeOf<Outputs['getInstance']['architectures']['tabular']>().toEqualTypeOf<number>()
  expectTypeOf(client.getArchitecture).parameter(0).toEqualTypeOf<{ hash: string }>()
  expectTypeOf(client.query).parameter(0).toHaveProperty('architectures')
  expectTypeOf<(typeof operations)['getFitness']['output']['_output']>().toEqualTypeOf<
    Outputs['getFitness']
  >()
  // @ts-expect-error a hash is a string
  await failure(client.getArchitecture({ hash: 5 }))
  // @ts-expect-error an instance is needed
  await failure(client.getInstance({}))
})

describe('an error', () => {
  test('has the code, the status and the detail of the service, and its request id', async () => {
    const error = await failure(client.getInstance({ instance: 'mars' }))
    expect(error).toMatchObject({
      name: 'EoNasBenchError',
      code: 'instance_not_found',
      status: 404,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(error.detail).toContain('"mars"')
    expect(error.message).toContain('instance_not_found')
  })

  test('of an input points to the field', async () => {
    const error = await failure(client.sampleArchitectures({ count: 0 }))
    expect(error).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/count' }] })
  })

  test('before the data are loaded is unavailable, and of a fault internal', async () => {
    const { space } = await testServed()
    const faulty = buildApp(() => ({ space, release: null as never }), memoryLog())
    const loading = buildApp(() => null, memoryLog())
    for (const [app, code] of [
      [faulty, 'internal'],
      [loading, 'unavailable'],
    ] as const) {
      const other = await serve(app, { port: 0, host: '127.0.0.1' })
      const error = await failure(
        createClient(`http://127.0.0.1:${other.port}`, {
          retries: 0,
          preparingMsMax: 0,
        }).listInstances(),
      )
      expect(error.code).toBe(code)
      await other.close()
    }
  })

  test('of a batch over 10,000 and of one over 8 MiB is reported', async () => {
    const architectures = Array(10_001).fill({ hash: KNOWN_HASH })
    expect((await failure(client.resolveArchitectures({ architectures }))).code).toBe(
      'request_invalid',
    )
    const long = [{ hash: 'x'.repeat(9_000_000) }]
    expect(await failure(client.resolveArchitectures({ architectures: long }))).toMatchObject({
      code: 'payload_too_large',
      status: 413,
    })
  })

  test('where something else answers, or nothing listens, is unreachable', async () => {
    let type = ''
    const other: Server = createServer((_, response) => {
      response.writeHead(502, { 'Content-Type': type }).end('{"message": "Bad gateway"}')
    })
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    for (type of ['text/html', 'application/json']) {
      expect(await failure(createClient(url, { retries: 0 }).listInstances())).toMatchObject({
        code: 'unreachable',
        status: 502,
        requestId: null,
      })
    }
    await new Promise((closed) => other.close(closed))
    expect(await failure(createClient(url, { retries: 0 }).listInstances())).toMatchObject({
      code: 'unreachable',
      status: 0,
    })
  })

  test('of an aborted call is the reason of its signal', async () => {
    const reason = new Error('enough')
    const call = client.listInstances(undefined, { signal: AbortSignal.abort(reason) })
    await expect(call).rejects.toBe(reason)
  })
})

test('sends its headers and uses the fetch it is given', async () => {
  const sent: unknown[] = []
  const own = createClient(base, {
    headers: { 'X-Request-Id': 'from-the-client' },
    fetch: (input, init) => {
      sent.push(new Headers(init?.headers).get('X-Request-Id'))
      return fetch(input, init)
    },
  })
  const { requestId } = await failure(own.getInstance({ instance: 'mars' }))
  expect(requestId).toBe('from-the-client')
  expect(sent).toStrictEqual(['from-the-client'])
})
