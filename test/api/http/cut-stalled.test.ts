import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { cutStalled } from '../../../api/http/cut-stalled.ts'

const IDLE_MS = 600
// More than the system takes into its own buffers.
const ANSWER = Buffer.alloc(64 * 1024 * 1024)

const closing: (() => unknown)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A connection over which the server sends a long answer, watched. */
async function answering(): Promise<{ client: Socket; server: Socket }> {
  const listening = createServer()
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const client = connect((listening.address() as AddressInfo).port, '127.0.0.1').pause()
  const [server] = (await once(listening, 'connection')) as [Socket]
  for (const socket of [client, server]) socket.on('error', () => {})
  closing.push(
    () => client.destroy(),
    () => listening.close(),
    cutStalled(new Set([server]), IDLE_MS),
  )
  server.write(ANSWER)
  return { client, server }
}

test('a client that takes nothing of its answer is cut off, whatever it sends', async () => {
  const { client, server } = await answering()
  const started = performance.now()
  server.resume()
  const sending = setInterval(() => client.write(' '), 100)
  closing.push(() => clearInterval(sending))
  await once(server, 'close')
  expect(performance.now() - started).toBeGreaterThan(IDLE_MS - 100)
})

test('a client that reads slowly is not', async () => {
  const { client, server } = await answering()
  let bytes = 0
  client.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  for (let look = 0; look < 10; look++) {
    client.resume()
    await setTimeout(2)
    client.pause()
    await setTimeout(IDLE_MS / 4)
  }
  expect(bytes).toBeLessThan(ANSWER.length)
  expect(server.destroyed).toBe(false)
})
