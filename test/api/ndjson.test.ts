import { get, type IncomingMessage } from 'node:http'
import { brotliDecompressSync, constants, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterEach, expect, test, vi } from 'vitest'
import { holdConventions } from '../../api/http/conventions.ts'
import { type HttpEnvironment, problemResponse } from '../../api/http/http.ts'
import { Metrics } from '../../api/http/metrics.ts'
import { ndjsonResponse, prefersNdjson } from '../../api/http/ndjson.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { openService } from '../../api/http/service.ts'
import { memoryLog } from '../support/served.ts'

type Sequence = Iterable<object | undefined>

function streamingApp(
  sequence: () => Sequence,
  log = memoryLog(),
  leave = () => {},
): Hono<HttpEnvironment> {
  const init = { type: 'application/x-ndjson', cache: 'no-store' }
  const app = new Hono<HttpEnvironment>().get('/', (http) =>
    prefersNdjson(http)
      ? ndjsonResponse(http, log, { sequence: sequence(), init, leave })
      : http.json({}),
  )
  holdConventions(app, {
    service: openService(),
    log,
    metrics: new Metrics(() => null, { answerCounts: new Map(), isDatabaseUp: () => null }),
    fail: problemResponse,
  })
  return app
}

const LINE = { text: 'x'.repeat(1000) }

/** Endless, and says how much of it was taken and whether it was left. */
function endless(): { sequence: () => Sequence; seen: { taken: number; left: boolean } } {
  const seen = { taken: 0, left: false }
  function* sequence() {
    try {
      while (true) {
        seen.taken++
        yield LINE
      }
    } finally {
      seen.left = true
    }
  }
  return { sequence, seen }
}

const until = async (holds: () => boolean) => {
  for (let turn = 0; turn < 200 && !holds(); turn++) await new Promise((go) => setTimeout(go, 10))
  expect(holds()).toBe(true)
}

let server: RunningServer | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  await server?.close()
  server = undefined
})

async function listen(app: Hono<HttpEnvironment>): Promise<string> {
  server = await serve(app, { port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${server.port}/`
}

const NDJSON = { Accept: 'application/x-ndjson', 'Accept-Encoding': 'identity' }

test.each([
  ['application/x-ndjson', true],
  ['application/x-ndjson, application/json;q=0.9', true],
  ['application/json;q=0.5, application/X-NDJSON', true],
  ['application/json, application/x-ndjson', false],
  ['application/x-ndjson;q=0', false],
  ['*/*', false],
  ['application/*', false],
  ['text/html', false],
  [undefined, false],
])('Accept: %s gets NDJSON: %s', async (accept, preferred) => {
  const app = streamingApp(() => [{ a: 1 }, { a: [2] }])
  const headers = accept === undefined ? {} : { Accept: accept }
  const response = await app.request('/', { headers })
  expect(await response.text()).toBe(preferred ? '{"a":1}\n{"a":[2]}\n' : '{}')
  const type = preferred ? 'application/x-ndjson' : 'application/json'
  expect(response.headers.get('Content-Type')).toBe(type)
})

test('a sequence can pause: others have a turn of the loop, and nothing is written', async () => {
  const turns: string[] = []
  function* sequence() {
    setImmediate(() => turns.push('other'))
    yield undefined
    yield undefined
    turns.push('line')
    yield { a: 1 }
  }
  const response = await streamingApp(sequence).request('/', { headers: NDJSON })
  expect(await response.text()).toBe('{"a":1}\n')
  expect(turns).toStrictEqual(['other', 'line'])
})

test('a turn that is over before it began does not end the stream', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
  const app = streamingApp(() => [{ a: 1 }, { a: 2 }])
  const response = await app.request('/', { headers: NDJSON })
  expect(await response.text()).toBe('{"a":1}\n{"a":2}\n')
})

test('HEAD takes nothing from the sequence', async () => {
  const { sequence, seen } = endless()
  const app = streamingApp(sequence)
  const response = await app.request('/', { method: 'HEAD', headers: NDJSON })
  expect(response.headers.get('Content-Type')).toBe('application/x-ndjson')
  expect(seen.taken).toBe(0)
})

/** A connection of its own, so that leaving closes it. */
const open = (url: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: NDJSON, agent: false }, resolve).once('error', reject)
  })

test('a client that does not read is not written to, and one that leaves ends the sequence', async () => {
  const { sequence, seen } = endless()
  const url = await listen(streamingApp(sequence))
  const response = await open(url)
  expect(response.statusCode).toBe(200)
  let before = -1
  await until(() => {
    const waits = seen.taken === before
    before = seen.taken
    return waits
  })
  expect(seen.taken * 1000).toBeLessThan(64 * 2 ** 20)
  expect(seen.left).toBe(false)
  response.destroy()
  await until(() => seen.left)
})

test('look-ups are answered while a sequence is written', async () => {
  const { sequence, seen } = endless()
  const app = streamingApp(sequence).get('/other', (http) => http.text('here'))
  const url = await listen(app)
  const response = await open(url)
  response.resume()
  const before = seen.taken
  for (let turn = 0; turn < 5; turn++) {
    expect(await (await fetch(`${url}other`)).text()).toBe('here')
  }
  expect(seen.taken).toBeGreaterThan(before)
  response.destroy()
})

test.each(['identity', 'gzip', 'br'])(
  'an error in the middle of %s reaches the log, and the answer visibly has no end',
  async (coding) => {
    function* sequence() {
      for (let line = 0; line < 50_000; line++) yield { line, text: Math.random() }
      throw new Error('hunter2')
    }
    const log = memoryLog()
    const url = await listen(streamingApp(sequence, log))
    const { bytes, complete } = await receive(url, { ...NDJSON, 'Accept-Encoding': coding })
    expect(complete).toBe(false)
    expect(log.lines.join()).toContain('hunter2')
    const text = coding === 'identity' ? String(bytes) : unpacked(bytes, coding)
    if (coding !== 'br') expect(text).toContain('{"line":0,') // br holds back more than was sent
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain('rror')
  },
)

/** What arrives, and whether HTTP says that it is all. */
function receive(url: string, headers: Record<string, string>) {
  return new Promise<{ bytes: Buffer; complete: boolean }>((resolve, reject) => {
    const chunks: Buffer[] = []
    const asked = get(url, { headers }, (response) => {
      const end = () => resolve({ bytes: Buffer.concat(chunks), complete: response.complete })
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', end).on('error', end)
    })
    asked.on('error', reject)
  })
}

function unpacked(bytes: Buffer, coding: string): string {
  const sync = { finishFlush: constants.Z_SYNC_FLUSH }
  return coding === 'gzip'
    ? String(gunzipSync(bytes, sync))
    : String(brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH }))
}

test('a client that leaves a compressed answer ends the sequence', async () => {
  const { sequence, seen } = endless()
  const url = await listen(streamingApp(sequence))
  const leave = new AbortController()
  const headers = { ...NDJSON, 'Accept-Encoding': 'gzip' }
  const response = await fetch(url, { headers, signal: leave.signal })
  expect(response.headers.get('Content-Encoding')).toBe('gzip')
  await until(() => seen.taken > 0)
  leave.abort()
  await until(() => seen.left)
})

test('a stream gives its place back when it ends, fails, is left or only its headers are asked', async () => {
  let left = 0
  const leave = () => {
    left++
  }
  const ask = async (sequence: () => Sequence, init: RequestInit = {}) => {
    const app = streamingApp(sequence, memoryLog(), leave)
    return app.request('/', { ...init, headers: NDJSON })
  }
  await (await ask(() => [{ a: 1 }])).text()
  expect(left).toBe(1)
  function* failing(): Generator<object> {
    yield { a: 1 }
    throw new Error('no')
  }
  await expect((await ask(failing)).text()).rejects.toThrow()
  expect(left).toBe(2)
  await (await ask(endless().sequence)).body?.cancel()
  expect(left).toBe(3)
  await ask(endless().sequence, { method: 'HEAD' })
  expect(left).toBe(4)
})
