import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { ERROR_CODES, ERRORS, type ErrorCode } from '../../api/operations/errors.ts'
import type { OperationName } from '../../api/operations/operations.ts'
import { Problem } from '../../api/operations/problem.ts'
import { KNOWN_HASH, memoryLog, post, testApp, testServed } from '../support/served.ts'
import { rest, trpc } from '../support/transports.ts'

const SMALL_HASH = 'd32d0b26d534203b48d866facd98cc3e'
const NO_HASH = '0'.repeat(32)
const instance = 'test-instance'

interface Case {
  code: ErrorCode
  name: OperationName
  input: Record<string, unknown>
  pointer?: string
}

const cases: Case[] = [
  { code: 'request_invalid', name: 'getArchitecture', input: { hash: 'abc' }, pointer: '/hash' },
  {
    code: 'request_invalid',
    name: 'getFitness',
    input: { instance, hash: KNOWN_HASH, epochs: 1.5 },
    pointer: '/epochs',
  },
  {
    code: 'request_invalid',
    name: 'getFitness',
    input: { instance, hash: KNOWN_HASH, colour: 'red' },
    pointer: '/colour',
  },
  { code: 'request_invalid', name: 'listInstances', input: { 'a~b': 1 }, pointer: '/a~0b' },
  {
    code: 'request_invalid',
    name: 'getFitness',
    input: { instance: 'plain-instance', hash: KNOWN_HASH, halfway: true },
    pointer: '/halfway',
  },
  { code: 'request_invalid', name: 'sampleArchitectures', input: { count: 0 }, pointer: '/count' },
  {
    code: 'request_invalid',
    name: 'sampleArchitectures',
    input: { count: 10_001 },
    pointer: '/count',
  },
  {
    code: 'request_invalid',
    name: 'query',
    input: { instance, architectures: {} },
    pointer: '/architectures',
  },
  {
    code: 'request_invalid',
    name: 'query',
    input: { instance, architectures: Array(10_001).fill({ hash: KNOWN_HASH }) },
    pointer: '/architectures',
  },
  {
    code: 'request_invalid',
    name: 'resolveArchitectures',
    input: { architectures: Array(10_001).fill({ hash: KNOWN_HASH }) },
    pointer: '/architectures',
  },
  { code: 'architecture_not_found', name: 'getArchitecture', input: { hash: NO_HASH } },
  { code: 'architecture_not_found', name: 'listNeighbours', input: { hash: NO_HASH } },
  { code: 'architecture_not_found', name: 'getFitness', input: { instance, hash: NO_HASH } },
  { code: 'instance_not_found', name: 'getInstance', input: { instance: 'mars' } },
  { code: 'instance_not_found', name: 'getFitness', input: { instance: 'mars', hash: KNOWN_HASH } },
  { code: 'surrogate_not_found', name: 'getSurrogate', input: { surrogate: 'mars-1' } },
  { code: 'instance_not_found', name: 'query', input: { instance: 'mars', architectures: [] } },
  {
    code: 'epochs_not_available',
    name: 'getFitness',
    input: { instance, hash: KNOWN_HASH, epochs: 36 },
  },
  {
    code: 'epochs_not_available',
    name: 'query',
    input: { instance, architectures: [], epochs: 36 },
  },
  { code: 'not_evaluated', name: 'getFitness', input: { instance, hash: KNOWN_HASH, run: 1 } },
  {
    code: 'not_evaluated',
    name: 'getFitness',
    input: { instance: 'plain-instance', hash: SMALL_HASH, source: 'tabular' },
  },
  {
    code: 'not_evaluated',
    name: 'getFitness',
    input: { instance: 'plain-instance', hash: SMALL_HASH },
  },
  {
    code: 'not_evaluated',
    name: 'getFitness',
    input: { instance, hash: KNOWN_HASH, source: 'surrogate' },
  },
]

describe.each(cases)('$code from $name', ({ code, name, input, pointer }) => {
  test('is the same problem over REST and tRPC', async () => {
    const app = await testApp()
    const overRest = await rest(app, name, input)
    const overTrpc = await trpc(app, name, input)
    const { status } = ERRORS[code]
    expect([overRest.status, overTrpc.status]).toStrictEqual([status, status])
    const problem = Problem.parse(overRest.body)
    expect(problem).toMatchObject({ code, status, type: `http://localhost/docs/errors/${code}` })
    expect(overRest.headers.get('Content-Type')).toBe('application/problem+json')
    for (const { headers, body } of [overRest, overTrpc]) {
      expect(headers.get('X-Request-Id')).toBe(Problem.parse(body).instance)
      expect(headers.get('Retry-After')).toBe(code === 'unavailable' ? '5' : null)
    }
    if (pointer !== undefined) expect(problem.errors?.[0]?.pointer).toBe(pointer)
    const { instance: _, ...expected } = Problem.parse(overTrpc.body)
    expect(problem).toMatchObject(expected)
  })
})

test('a text in place of a number gets a message that fits the transport: in an address all is text', async () => {
  const app = await testApp()
  const input = { instance, hash: KNOWN_HASH, epochs: 'many' }
  const errorsOver = async (call: typeof rest) =>
    Problem.parse((await call(app, 'getFitness', input)).body).errors
  const pointer = '/epochs'
  expect(await errorsOver(rest)).toStrictEqual([{ pointer, detail: '"many" is not a number' }])
  const detail = 'Invalid input: expected number, received string'
  expect(await errorsOver(trpc)).toStrictEqual([{ pointer, detail }])
})

describe('before any operation', () => {
  const statusAndCode = async (response: Response, unwrap = (body: unknown) => body) => [
    response.status,
    Problem.parse(unwrap(await response.json())).code,
  ]
  const trpcData = (body: unknown) => (body as { error: { data: unknown } }).error.data

  test('a body that is not JSON is request_invalid', async () => {
    const app = await testApp()
    const broken = post('{"architectures": [')
    expect(await statusAndCode(await app.request('/v1/query', broken))).toStrictEqual([
      400,
      'request_invalid',
    ])
    expect(await statusAndCode(await app.request('/trpc/query', broken), trpcData)).toStrictEqual([
      400,
      'request_invalid',
    ])
  })

  test('a body of another type than JSON is unsupported_media_type', async () => {
    const app = await testApp()
    const send = (path: string, type: string) =>
      app.request(path, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: JSON.stringify({ instance, architectures: [] }),
      })
    for (const type of ['text/plain', 'application/jsonx', 'multipart/form-data; boundary=x']) {
      const expected = [415, 'unsupported_media_type']
      expect(await statusAndCode(await send('/v1/query', type))).toStrictEqual(expected)
      expect(await statusAndCode(await send('/trpc/query', type), trpcData)).toStrictEqual(expected)
    }
    for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
      expect((await send('/v1/query', type)).status).toBe(200)
      expect((await send('/trpc/query', type)).status).toBe(200)
    }
  })

  test('a body whose top is not an object is request_invalid', async () => {
    const app = await testApp()
    for (const body of ['null', '[]', '3', '"x"', 'true']) {
      expect(await statusAndCode(await app.request('/v1/query', post(body)))).toStrictEqual([
        400,
        'request_invalid',
      ])
      expect(
        await statusAndCode(await app.request('/trpc/query', post(body)), trpcData),
      ).toStrictEqual([400, 'request_invalid'])
    }
  })

  test('a field in the query string of a POST operation is refused, not ignored', async () => {
    const app = await testApp()
    const sent = post({ instance, architectures: [] })
    const response = await app.request('/v1/query?epochs=7&colour=red&colour=blue', sent)
    const detail = 'Unknown field; the fields of this operation go in the body'
    expect(Problem.parse(await response.json())).toMatchObject({
      code: 'request_invalid',
      detail: `/epochs: ${detail} (and 1 more, see errors)`,
      errors: [
        { pointer: '/epochs', detail },
        { pointer: '/colour', detail },
      ],
    })
    expect(response.status).toBe(400)
    expect((await app.request('/v1/query?', sent)).status).toBe(200)
  })

  test('a text in place of a list gets no message about its length', async () => {
    const input = { instance, minimize: 'latencyMs,macs' }
    const { body } = await trpc(await testApp(), 'getParetoFront', input)
    const detail = 'Invalid input: expected array, received string'
    expect(Problem.parse(body).errors).toStrictEqual([{ pointer: '/minimize', detail }])
  })

  test('an address that leads nowhere is 404, over tRPC too', async () => {
    const app = await testApp()
    for (const path of ['/v2/instances', '/v1', '/v1/instances/', '/docs/errors/other']) {
      expect(await statusAndCode(await app.request(path))).toStrictEqual([404, 'route_not_found'])
    }
    expect(await statusAndCode(await app.request('/trpc/nothing'), trpcData)).toStrictEqual([
      404,
      'route_not_found',
    ])
  })

  test('another method is 405 and says which are allowed', async () => {
    const app = await testApp()
    const allowed = async (method: string, path: string) => {
      const response = await app.request(path, { method })
      const unwrap = path.startsWith('/trpc/') ? trpcData : undefined
      expect(await statusAndCode(response, unwrap)).toStrictEqual([405, 'method_not_allowed'])
      return [response.status, response.headers.get('Allow')]
    }
    expect(await allowed('DELETE', '/v1/instances')).toStrictEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await allowed('POST', '/v1/architectures/sample')).toStrictEqual([
      405,
      'GET, HEAD, OPTIONS',
    ])
    expect(await allowed('GET', '/v1/architectures/resolve')).toStrictEqual([405, 'POST, OPTIONS'])
    expect(await allowed('PUT', '/readyz')).toStrictEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await allowed('PUT', '/trpc/query')).toStrictEqual([405, 'GET, HEAD, POST, OPTIONS'])
  })

  test('a body over 8 MiB is payload_too_large, up to 8 MiB it is read', async () => {
    const app = await testApp()
    const padded = (bytes: number) => {
      const frame = JSON.stringify({ instance, architectures: [] })
      return post(frame + ' '.repeat(bytes - frame.length))
    }
    const limit = 8 * 1024 * 1024
    expect((await app.request('/v1/query', padded(limit))).status).toBe(200)
    expect((await app.request('/trpc/query', padded(limit))).status).toBe(200)
    expect(await statusAndCode(await app.request('/v1/query', padded(limit + 1)))).toStrictEqual([
      413,
      'payload_too_large',
    ])
    expect(
      await statusAndCode(await app.request('/trpc/query', padded(limit + 1)), trpcData),
    ).toStrictEqual([413, 'payload_too_large'])
  })

  test('a tRPC batch has at most ten calls', async () => {
    const app = await testApp()
    const batch = (calls: number, comma = ',') =>
      app.request(`/trpc/${Array(calls).fill('listInstances').join(comma)}?batch=1&input={}`)
    const refused = [400, 'request_invalid']
    for (const comma of [',', '%2C', '%2c']) {
      expect((await batch(10, comma)).status).toBe(200)
      expect(await statusAndCode(await batch(11, comma), trpcData)).toStrictEqual(refused)
    }
  })

  test('one call that fails does not give its status to a tRPC batch', async () => {
    const app = await testApp()
    const inputs = encodeURIComponent(JSON.stringify({ 1: { hash: 'f'.repeat(32) } }))
    const response = await app.request(
      `/trpc/listInstances,getArchitecture?batch=1&input=${inputs}`,
    )
    expect(response.status).toBe(207)
    expect(await response.json()).toMatchObject([
      { result: { data: { results: [{}, {}] } } },
      { error: { data: { status: 404, code: 'architecture_not_found' } } },
    ])
  })
})

test('a request id that the caller gives comes back in header and error, an odd one does not', async () => {
  const app = await testApp()
  const ask = async (id: string) => {
    const response = await app.request('/nothing', { headers: { 'X-Request-Id': id } })
    return [response.headers.get('X-Request-Id'), Problem.parse(await response.json()).instance]
  }
  expect(await ask('run-42')).toStrictEqual(['run-42', 'run-42'])
  const [header, instance] = await ask('<script>')
  expect(header).toMatch(/^[0-9a-f-]{36}$/)
  expect(instance).toBe(header)
})

test('a detail that quotes the request stays short', async () => {
  const app = await testApp()
  const long = 'x'.repeat(100_000)
  const fields = Object.fromEntries(
    Array.from({ length: 1000 }, (_, at) => [`${long.slice(0, 900)}${at}`, 1]),
  )
  for (const input of [
    { instance: long, architectures: [] },
    { instance, architectures: [], ...fields },
    { instance, architectures: [], [long]: 1 },
  ]) {
    const { body } = await rest(app, 'query', input)
    expect(JSON.stringify(body).length).toBeLessThan(15_000)
  }
})

describe('until the data are loaded', () => {
  const loading = () => buildApp(() => null, memoryLog())

  test('readyz and every operation are unavailable, with Retry-After', async () => {
    const app = loading()
    const answers = [
      await app.request('/readyz'),
      await app.request('/v1/instances'),
      await app.request('/v1/query', post({ instance, architectures: [] })),
      await app.request('/trpc/listInstances'),
    ]
    for (const response of answers) {
      expect(response.status).toBe(503)
      expect(response.headers.get('Retry-After')).toBe('5')
    }
  })

  test('a tRPC batch of which every call is unavailable says when to try again, any other does not', async () => {
    const waitOf = async (calls: string) => {
      const { status, headers } = await loading().request(`/trpc/${calls}?batch=1&input={}`)
      return [status, headers.get('Retry-After')]
    }
    expect(await waitOf('getLimits')).toStrictEqual([503, '5'])
    expect(await waitOf('getLimits,listInstances')).toStrictEqual([503, '5'])
    expect(await waitOf('getLimits,nothing')).toStrictEqual([207, null])
    expect(await waitOf('nothing,nothing')).toStrictEqual([404, null])
  })

  test('healthz, the description and the error pages are there', async () => {
    const app = loading()
    for (const path of ['/healthz', '/openapi.json', '/', '/docs/errors/unavailable']) {
      expect((await app.request(path)).status).toBe(200)
    }
  })

  test('what is served is asked anew for each request', async () => {
    const served = await testServed()
    let ready = false
    const app = buildApp(() => (ready ? served : null), memoryLog())
    expect((await app.request('/readyz')).status).toBe(503)
    ready = true
    const response = await app.request('/readyz')
    expect(await response.json()).toStrictEqual({
      status: 'ready',
      release: served.release.id,
      predictions: 'complete',
      progress: 1,
    })
  })
})

describe('documentation', () => {
  const folder = new URL('../../docs/errors/', import.meta.url)

  test('docs/errors has exactly one page a code, and each says what happened and how to fix it', () => {
    expect(readdirSync(folder).sort()).toStrictEqual(ERROR_CODES.map((code) => `${code}.md`).sort())
    for (const code of ERROR_CODES) {
      const page = readFileSync(new URL(`${code}.md`, folder), 'utf8')
      expect(page).toContain(`# ${code}\n`)
      expect(page).toContain(String(ERRORS[code].status))
      expect(page).toContain('## What happened')
      expect(page).toContain('## How to fix it')
    }
  })

  test('the type of a problem leads to its page', async () => {
    const app = await testApp()
    const { type } = Problem.parse(await (await app.request('/v1/instances/mars')).json())
    const page = await app.request(new URL(type).pathname)
    expect(page.headers.get('Content-Type')).toContain('text/markdown')
    expect(await page.text()).toContain('# instance_not_found')
  })
})
