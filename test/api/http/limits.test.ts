import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  HEADER_BYTES_MAX,
  HEADERS_MAX,
  JSON_DEPTH_MAX,
  URL_LENGTH_MAX,
} from '../../../api/http/limits.ts'
import { type RunningServer, serve } from '../../../api/http/server.ts'
import { Problem } from '../../../api/operations/problem.ts'
import { Limits } from '../../../api/operations/schemas/limits.ts'
import { post, testApp } from '../../support/served.ts'
import { until } from '../../support/until.ts'

const LIMITS = {
  headersMs: 300,
  requestMs: 900,
  keepAliveMs: 200,
  idleMs: 5000,
  connections: 200,
  connectionsOfClient: 200,
}

let server: RunningServer
let base: string

beforeAll(async () => {
  server = await serve(await testApp(), { port: 0, host: '127.0.0.1' }, LIMITS)
  base = `http://127.0.0.1:${server.port}`
})
afterAll(() => server.close())

/** Writes bytes as they are, and gives all that comes back until the connection is closed. */
function raw(write: (socket: Socket) => void, port = server.port): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => write(socket))
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
const problemOf = (answer: string) => Problem.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''))

test('GET /v1/limits tells every limit, and nobody may keep it', async () => {
  const answer = await fetch(`${base}/v1/limits`)
  expect(answer.headers.get('Cache-Control')).toBe('no-store')
  const limits = Limits.parse(await answer.json())
  expect(limits).toMatchObject({
    urlLengthMax: URL_LENGTH_MAX,
    streamsMax: 32,
    rateLimit: { units: 60_000, windowS: 60, streamsMax: 8 },
  })
})

test('an address may have so many characters and no more', async () => {
  const ask = (length: number) => fetch(base + '/v1/instances?x='.padEnd(length, 'x'))
  const longest = await ask(URL_LENGTH_MAX)
  expect(longest.status).toBe(400)
  expect(Problem.parse(await longest.json()).errors?.[0]?.pointer).toBe('/x')
  const longer = await ask(URL_LENGTH_MAX + 1)
  expect(longer.status).toBe(414)
  expect(Problem.parse(await longer.json())).toMatchObject({ code: 'url_too_long', status: 414 })
})

test('a request may have so many header fields and no more', async () => {
  const ask = (count: number) =>
    raw((socket) => {
      const fields = Array.from({ length: count - 2 }, (_, at) => `x-${at}: 1\r\n`).join('')
      socket.write(`GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`)
    })
  expect(statusOf(await ask(HEADERS_MAX))).toBe(200)
  for (const count of [HEADERS_MAX + 1, HEADERS_MAX + 50]) {
    const refused = await ask(count)
    expect(statusOf(refused)).toBe(431)
    expect(problemOf(refused).detail).toContain('100 header fields')
  }
})

test('headers may have so many bytes and no more', async () => {
  const refused = await raw((socket) =>
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nx: ${'x'.repeat(HEADER_BYTES_MAX)}\r\n\r\n`),
  )
  expect(statusOf(refused)).toBe(431)
  expect(problemOf(refused)).toMatchObject({ code: 'headers_too_large', status: 431 })
})

test('what is no HTTP gets 400', async () => {
  const refused = await raw((socket) => socket.write('hello\r\n\r\n'))
  expect(statusOf(refused)).toBe(400)
  expect(problemOf(refused)).toMatchObject({ code: 'request_invalid', title: expect.any(String) })
})

test('more connections than there may be are closed at once', async () => {
  const few = { ...LIMITS, connections: 20 }
  const other = await serve(await testApp(), { port: 0, host: '127.0.0.1' }, few)
  const sockets = Array.from({ length: 30 }, () => connect(other.port, '127.0.0.1'))
  let closed = 0
  for (const socket of sockets) {
    socket
      .on('error', () => {})
      .on('close', () => {
        closed++
      })
  }
  await until(() => closed >= 10)
  expect(closed).toBeLessThan(30)
  for (const socket of sockets) socket.destroy()
  await other.close()
})

describe('slow clients', () => {
  // With the limits of a real service, to compare with.
  let patient: RunningServer
  beforeAll(async () => {
    patient = await serve(await testApp(), { port: 0, host: '127.0.0.1' })
  })
  afterAll(() => patient.close())

  /** What a client gets that writes the same to both servers; the patient one lets it go later. */
  async function answerBeforePatience(text: string): Promise<string> {
    let kept: Socket | undefined
    const later = raw((socket) => {
      kept = socket
      socket.write(text)
    }, patient.port)
    const answer = raw((socket) => socket.write(text))
    expect(await Promise.race([answer.then(() => 'this'), later.then(() => 'patient')])).toBe(
      'this',
    )
    kept?.destroy()
    return answer
  }

  test('whose headers do not come get 408 and are let go', async () => {
    const answer = await answerBeforePatience('GET / HTTP/1.1\r\nHost: a\r\nx-slow: ')
    expect(statusOf(answer)).toBe(408)
    expect(problemOf(answer).code).toBe('request_timeout')
  })

  test('whose body does not come get 408 and are let go', async () => {
    const answer = await raw((socket) =>
      socket.write(
        'POST /v1/query HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      ),
    )
    expect(statusOf(answer)).toBe(408)
  })

  test('who do not read their answers are let go', async () => {
    const long = 600_000 // so that nothing else closes a connection
    const others = { headersMs: long, requestMs: long, keepAliveMs: long }
    const impatient = { ...LIMITS, ...others, idleMs: 500 }
    const other = await serve(await testApp(), { port: 0, host: '127.0.0.1' }, impatient)
    // Large, and computed before: what takes time is the client alone.
    const path = '/openapi.json'
    await (await fetch(`http://127.0.0.1:${patient.port}${path}`)).text()
    const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`
    const requests = `${`${request}\r\n`.repeat(60)}${request}Connection: close\r\n\r\n`
    const read = (pauseMs: number) =>
      new Promise<number>((resolve) => {
        let bytes = 0
        const socket = connect(other.port, '127.0.0.1', () => socket.write(requests))
        socket.pause()
        setTimeout(() => socket.resume(), pauseMs)
        socket.on('data', (chunk) => {
          bytes += chunk.length
        })
        socket.on('error', () => {}).on('close', () => resolve(bytes))
      })
    const all = await read(0)
    // More than what the times in the headers differ by.
    expect(await read(2500)).toBeLessThan(0.9 * all)
    await other.close()
  })

  test('who ask nothing more are let go', async () => {
    const answer = await answerBeforePatience('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(statusOf(answer)).toBe(200)
  })
})

describe('JSON', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const body = (depth: number) =>
    `{"instance": "test-instance", "architectures": [${nested(depth - 2)}]}`

  test('may lie so deep and no deeper', async () => {
    expect((await fetch(`${base}/v1/query`, post(body(JSON_DEPTH_MAX)))).status).toBe(200)
    for (const depth of [JSON_DEPTH_MAX + 1, 1_000_000]) {
      const refused = await fetch(`${base}/v1/query`, post(body(depth)))
      expect(refused.status).toBe(400)
      expect(Problem.parse(await refused.json()).detail).toContain('more than 32 deep')
    }
  })

  test('may lie no deeper over tRPC, in the body and in the address', async () => {
    const deep = body(JSON_DEPTH_MAX + 1)
    const answers = [
      await fetch(`${base}/trpc/query`, post(deep)),
      await fetch(`${base}/trpc/query?input=${encodeURIComponent(deep)}`),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('more than 32 deep')
    }
  })

  test('brackets in strings are not depth', async () => {
    const name = `${'['.repeat(40)}\\"${'{'.repeat(40)}\\\\`
    const answer = await fetch(
      `${base}/v1/query`,
      post(`{"instance": "${name}", "architectures": []}`),
    )
    expect(Problem.parse(await answer.json()).code).toBe('instance_not_found')
  })
})
