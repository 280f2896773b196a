import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { BODY_CHUNKS_MAX, PIPELINED_MAX } from '../../../api/http/limits.ts'
import { type RunningServer, serve } from '../../../api/http/server.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../api/http/service.ts'
import { memoryLog, testServed } from '../../support/served.ts'

const opened: Socket[] = []
let server: RunningServer | undefined
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy()
  await server?.close()
  server = undefined
})

// No test waits for so long: what is closed here is closed for another reason.
const LONG_MS = 600_000
const LIMITS = {
  headersMs: LONG_MS,
  requestMs: LONG_MS,
  keepAliveMs: LONG_MS,
  idleMs: LONG_MS,
  connections: 200,
  connectionsOfClient: 100,
}

async function listen(settings: Partial<Settings> = {}, limits = LIMITS): Promise<number> {
  const served = await testServed()
  const all = { ...DEFAULT_SETTINGS, rateLimit: 60_000, ...settings }
  const app = buildApp(() => served, memoryLog(), all)
  server = await serve(app, { port: 0, host: '127.0.0.1', ...all }, limits)
  return server.port
}

interface Client {
  readonly socket: Socket
  readonly text: () => string
}

function client(port: number, isReading = true): Promise<Client> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => resolve({ socket, text: () => text }))
    opened.push(socket)
    socket.on('error', () => {})
    if (!isReading) return
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk
    })
  })
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)

async function answered({ text }: Client, count = 1): Promise<string> {
  await vi.waitFor(() => expect(statuses(text()).length).toBeGreaterThanOrEqual(count), 10_000)
  return text()
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const head = (framing: string) =>
  `POST /v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`

test('pipelined requests are answered in order', async () => {
  const one = await client(await listen())
  one.socket.write([1, 2, 3].map((n) => get(`/v1/architectures/sample?count=${n}`)).join(''))
  const text = await answered(one, 3)
  expect(statuses(text)).toStrictEqual(['200', '200', '200'])
  const counts = text.split('HTTP/1.1').map((part) => part.split('"hash"').length - 1)
  expect(counts.slice(1)).toStrictEqual([1, 2, 3])
})

test('a client that pipelines and does not read costs one answer', async () => {
  const port = await listen()
  const silent = await client(port, false)
  silent.socket.pause()
  const asked = 60
  silent.socket.write(get('/v1/architectures/sample?count=900').repeat(asked))
  await setTimeout(2000)
  const other = await client(port)
  other.socket.write(get('/metrics'))
  const text = await answered(other)
  const count = /route="\/v1\/architectures\/sample",status="200"} (\d+)\n/.exec(text)?.[1] ?? '0'
  // The system takes some answers into its own buffers before the first one waits.
  expect(Number(count)).toBeGreaterThan(0)
  expect(Number(count)).toBeLessThan(asked / 2)
})

test('more requests than may wait on a connection close it', async () => {
  const port = await listen()
  const within = await client(port)
  within.socket.write(get('/v1/limits').repeat(PIPELINED_MAX))
  expect(statuses(await answered(within, PIPELINED_MAX))).toHaveLength(PIPELINED_MAX)
  const beyond = await client(port)
  const closed = new Promise((resolve) => beyond.socket.once('close', resolve))
  beyond.socket.write(get('/v1/limits').repeat(PIPELINED_MAX + 2))
  await closed
})

test('bodies that are held back are counted, and beyond the share of a client refused', async () => {
  const port = await listen()
  const mebibytes = 8
  const part = Buffer.alloc(mebibytes * 1024 * 1024 - 1, ' ')
  const holders = await Promise.all(Array.from({ length: 4 }, () => client(port)))
  for (const { socket } of holders) {
    await new Promise((done) =>
      socket.write(
        Buffer.concat([Buffer.from(head(`Content-Length: ${part.length + 1}`)), part]),
        done,
      ),
    )
  }
  await setTimeout(300)
  const fifth = await client(port)
  fifth.socket.write(`${head('Content-Length: 100')}${' '.repeat(100)}`)
  const text = await answered(fifth)
  expect(text).toContain(' 429 ')
  expect(text).toContain('hold 32 MiB already')
  for (const { socket } of holders) socket.destroy()
  await vi.waitFor(async () => {
    const next = await client(port)
    next.socket.write(`${head('Content-Length: 2')}{}`)
    expect(await answered(next)).toContain(' 400 ')
  }, 10_000)
})

test('a body of very many chunks is refused, and its connection closed', async () => {
  const one = await client(await listen())
  const closed = new Promise((resolve) => one.socket.once('close', resolve))
  one.socket.write(head('Transfer-Encoding: chunked') + '1\r\n \r\n'.repeat(BODY_CHUNKS_MAX + 10))
  const text = await answered(one)
  expect(text).toContain(' 413 ')
  expect(text).toContain('16384 chunks')
  await closed
})

test('a client has so many connections and no more', async () => {
  const port = await listen({}, { ...LIMITS, connectionsOfClient: 3 })
  const kept = await Promise.all(Array.from({ length: 3 }, () => client(port)))
  for (const one of kept) one.socket.write(get('/healthz'))
  for (const one of kept) expect(await answered(one)).toContain(' 200 ')
  const beyond = await client(port)
  await new Promise((resolve) => beyond.socket.once('close', resolve))
  kept[0]?.socket.destroy()
  await vi.waitFor(async () => {
    const next = await client(port)
    next.socket.write(get('/healthz'))
    await setTimeout(50)
    expect(next.text()).toContain(' 200 ')
  }, 5000)
})

test('two Host headers are refused, and none of HTTP/1.0 is answered', async () => {
  const port = await listen()
  const two = await client(port)
  two.socket.write('GET /v1/limits HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n')
  expect(await answered(two)).toContain(' 400 ')
  const old = await client(port)
  old.socket.write('GET /healthz HTTP/1.0\r\n\r\n')
  expect(await answered(old)).toContain('{"status":"ok"}')
})
