import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batched } from '../../api/http/batched-response.ts'

const LONG = 'x'.repeat(100_000)
const ended: { path: string; atOnce: boolean; afterTurn: boolean }[] = []
let server: Server

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const text = path === '/long' ? LONG : path
    batched(response)
      .writeHead(200)
      .end(path === '/broken' ? (1 as never) : text)
    const atOnce = response.writableEnded
    await setImmediate()
    ended.push({ path, atOnce, afterTurn: response.writableEnded })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`

test('a short answer leaves at the end of the turn, a long one at once', async () => {
  for (const [path, text] of [
    ['/short', '/short'],
    ['/long', LONG],
  ] as const) {
    const response = await fetch(url(path))
    expect(await response.text()).toBe(text)
  }
  expect(ended.splice(0)).toEqual([
    { path: '/short', atOnce: false, afterTurn: true },
    { path: '/long', atOnce: true, afterTurn: true },
  ])
})

test('an answer that cannot be sent ends its connection and takes no other along', async () => {
  const [broken, good] = await Promise.allSettled([fetch(url('/broken')), fetch(url('/good'))])
  expect(broken.status).toBe('rejected')
  expect(good).toMatchObject({ status: 'fulfilled', value: { status: 200 } })
  ended.length = 0
})

test('pipelined answers keep the order of their requests, short and long', async () => {
  const paths = ['/1', '/long', '/2', '/3', '/long', '/4']
  const { port } = server.address() as AddressInfo
  const text = await new Promise<string>((resolve, reject) => {
    let read = ''
    const socket = connect(port, '127.0.0.1', () =>
      socket.end(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join('')),
    )
    socket.setEncoding('utf8').on('data', (chunk) => {
      read += chunk
    })
    socket.on('error', reject).on('close', () => resolve(read))
  })
  const bodies = text.split(/HTTP\/1\.1 200 OK\r\n/).slice(1)
  expect(bodies).toHaveLength(paths.length)
  for (const [at, path] of paths.entries()) {
    expect(bodies[at]).toContain(path === '/long' ? LONG : `\r\n\r\n2\r\n${path}`)
  }
})
