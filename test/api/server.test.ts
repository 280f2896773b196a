import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { memoryLog, post, testApp, testServed } from '../support/served.ts'

let server: RunningServer
let base: string

beforeAll(async () => {
  server = await serve(await testApp(), { port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${server.port}`
})
afterAll(() => server.close())

const MEBIBYTE = 1024 * 1024

test('answers over a socket', async () => {
  const response = await fetch(`${base}/v1/instances`)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ results: [{ id: 'test-instance' }, {}] })
})

test('garbage after a request is not answered in the middle of its answer', async () => {
  const slow = await serve(
    {
      fetch: () =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(new TextEncoder().encode('begun')),
          }),
        ),
    },
    { port: 0, host: '127.0.0.1' },
  )
  const text = await new Promise<string>((resolve) => {
    let read = ''
    const socket = connect(slow.port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    )
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      read += chunk
      if (chunk.includes('begun')) socket.write('no HTTP\r\n\r\n')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(read))
  })
  expect(text).toContain('begun')
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  await slow.close()
})

test('an answer that waits for the end of the turn is sent before garbage closes the connection', async () => {
  const text = await new Promise<string>((resolve) => {
    let read = ''
    const socket = connect(server.port, '127.0.0.1', () =>
      socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nno HTTP\r\n\r\n'),
    )
    socket.setEncoding('utf8').on('data', (chunk) => {
      read += chunk
    })
    socket.on('error', () => {}).on('close', () => resolve(read))
  })
  expect(text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\{"status":"ok"\}$/)
})

test('HEAD gives the headers of GET and no body', async () => {
  for (const path of ['/v1/instances', '/healthz', '/openapi.json', '/nothing']) {
    const [get, head] = [await fetch(base + path), await fetch(base + path, { method: 'HEAD' })]
    expect(head.status).toBe(get.status)
    expect(head.headers.get('Content-Type')).toBe(get.headers.get('Content-Type'))
    expect(await head.text()).toBe('')
    await get.text()
  }
})

test.each(['/v1/query', '/trpc/query'])(
  '%s refuses a long body with a stated length',
  async (path) => {
    const response = await fetch(base + path, post(' '.repeat(9 * MEBIBYTE)))
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('payload_too_large')
  },
)

function sendChunks(path: string, chunks: (string | Buffer)[]) {
  return new Promise<[number | undefined, string]>((resolve, reject) => {
    const sent = request(
      base + path,
      { method: 'POST', headers: { 'Content-Type': 'application/json' } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve([response.statusCode, text]))
      },
    )
    sent.on('error', reject)
    for (const chunk of chunks) sent.write(chunk)
    sent.end()
  })
}

// Fixed: the answer was sent while the client still was sending, which then met a closed socket.
test.each(['/v1/query', '/trpc/query'])('%s refuses a long body in chunks', async (path) => {
  const chunk = Buffer.alloc(MEBIBYTE, ' ')
  const [status, text] = await sendChunks(path, Array(20).fill(chunk))
  expect(status).toBe(413)
  expect(text).toContain('payload_too_large')
  expect((await fetch(`${base}/healthz`)).status).toBe(200)
})

test.each(['/v1/query', '/trpc/query'])('%s reads a body in chunks', async (path) => {
  const [status, text] = await sendChunks(path, [
    '{"instance": "test-instance", "archi',
    'tectures": [null]}',
  ])
  expect(status).toBe(200)
  expect(text).toContain('This item is not an object')
})

test('a path with a broken escape or a Host that is none is no server error', async () => {
  for (const path of ['/v1/architectures/%E0%A4%A', '/trpc/%E0%A4%A']) {
    const response = await fetch(base + path)
    expect([400, 404]).toContain(response.status)
    await response.text()
  }
  const status = await new Promise<string>((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () =>
      socket.end('GET /v1/instances HTTP/1.1\r\nHost: a b/c?\r\n\r\n'),
    )
    socket.once('data', (data) => {
      resolve(String(data).split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
  expect(status).toMatch(/ (200|400) /)
})

/** A server that closes as late as any may: a request that nobody answers keeps it open. */
async function closingLate() {
  let tell = () => {}
  const asked = new Promise<void>((resolve) => {
    tell = resolve
  })
  const fetch = () => {
    tell()
    return new Promise<Response>(() => {})
  }
  const other = await serve({ fetch }, { port: 0, host: '127.0.0.1' })
  const socket = connect(other.port, '127.0.0.1', () =>
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  )
  socket.on('error', () => {})
  await asked
  const closed = other.close().then(() => 'after the grace period')
  return {
    closed,
    async end() {
      socket.destroy()
      await closed
    },
  }
}

test('closing stops listening and waits for idle connections of clients no longer', async () => {
  const other = await serve(await testApp(), { port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${other.port}/healthz`
  expect((await fetch(url)).status).toBe(200)
  const late = await closingLate()
  const closed = other.close().then(() => 'at once')
  expect(await Promise.race([closed, late.closed])).toBe('at once')
  await expect(fetch(url)).rejects.toThrow()
  await late.end()
})

// Fixed: it waited ten seconds for connections that a client had opened ahead of its next request.
test('closing waits for no connection that nothing was asked over, and for one that is asking', async () => {
  const other = await serve(await testApp(), { port: 0, host: '127.0.0.1' })
  const opened = () =>
    new Promise<Socket>((resolve) => {
      const socket = connect(other.port, '127.0.0.1', () => resolve(socket)).setEncoding('utf8')
    })
  const [silent, asking] = [await opened(), await opened()]
  const silentEnd = once(silent, 'close').then(() => 'at once')
  asking.write('GET /healthz HTTP/1.1\r\nHost: loc')
  await (await fetch(`http://127.0.0.1:${other.port}/healthz`)).text() // what was sent has come
  const late = await closingLate()
  const closed = other.close().then(() => 'at once')
  expect(await Promise.race([silentEnd, late.closed])).toBe('at once')
  asking.write('alhost\r\n\r\n')
  const [answer] = await once(asking, 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(await Promise.race([closed, late.closed])).toBe('at once')
  await late.end()
})

test('an address in use is an error and not a silent server', async () => {
  const app = await testApp()
  await expect(serve(app, { port: server.port, host: '127.0.0.1' })).rejects.toThrow(/EADDRINUSE/)
})

test.each(['Content-Length: 100', 'Transfer-Encoding: chunked'])(
  'an upload that is broken off (%s) is no failure of the service',
  async (length) => {
    const log = memoryLog()
    const served = await testServed()
    const own = await serve(
      buildApp(() => served, log),
      { port: 0, host: '127.0.0.1' },
    )
    const head = `POST /v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length}\r\n\r\n`
    const socket = connect(own.port, '127.0.0.1', () => socket.write(`${head}5\r\n{"a":`))
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    const count = async (status: number) => {
      const text = await (await fetch(`http://127.0.0.1:${own.port}/metrics`)).text()
      return text.includes(
        `http_request_duration_seconds_count{method="POST",route="/v1/query",status="${status}"} 1`,
      )
    }
    await vi.waitFor(async () => expect(await count(408)).toBe(true))
    expect(await count(500)).toBe(false)
    expect(log.lines.join('\n')).not.toContain('internal')
    await own.close()
  },
)

test('what is waiting in line for a client that left is not computed', async () => {
  const log = memoryLog()
  const served = await testServed()
  const own = await serve(
    buildApp(() => served, log),
    { port: 0, host: '127.0.0.1' },
  )
  const target = '/v1/architectures/sample?count=10000&method=latin-hypercube'
  const sockets = Array.from({ length: 12 }, () => {
    const socket = connect(own.port, '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    )
    return socket
  })
  const metrics = async () => (await fetch(`http://127.0.0.1:${own.port}/metrics`)).text()
  await vi.waitFor(
    async () => expect(await metrics()).toMatch(/in_flight\S* ([7-9]|1\d)\n/),
    10_000,
  )
  for (const socket of sockets) socket.destroy()
  const left = /route="\/v1\/architectures\/sample",status="499"} ([6-9]|1\d)\n/
  await vi.waitFor(async () => expect(await metrics()).toMatch(left), 10_000)
  expect(log.lines.join('\n')).not.toContain('internal')
  await own.close()
})
