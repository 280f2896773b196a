import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection whose bytes are written by hand; nothing is read until `count` or `readAll`. */
export interface RawClient {
  readonly socket: Socket
  /** Writes, and waits while the service takes nothing; false where the connection is closed or 5 s pass. */
  write(bytes: string | Uint8Array): Promise<boolean>
  /** Reads and counts the answers by status from now on; bodies are thrown away. */
  count(): ReadonlyMap<number, number>
  isOpen(): boolean
  close(): void
}

const PATIENCE_MS = 5000
const STATUS = /HTTP\/1\.1 (\d{3}) /g

export async function openRaw(port: number, localAddress: string): Promise<RawClient> {
  const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true })
  socket.on('error', () => {}) // being cut off is what attackers are to meet
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  socket.pause()
  const closed = new Promise<false>((resolve) => socket.once('close', () => resolve(false)))
  const isOpen = () => !socket.destroyed && socket.writable
  return {
    socket,
    isOpen,
    async write(bytes) {
      if (!isOpen()) return false
      if (socket.write(bytes)) return true
      const timeout = AbortSignal.timeout(PATIENCE_MS)
      const drained = once(socket, 'drain', { signal: timeout }).then(
        () => true,
        () => false,
      )
      return Promise.race([drained, closed])
    },
    count() {
      const statuses = new Map<number, number>()
      socket.on('data', (chunk: Buffer) => {
        for (const [, status] of chunk.toString('latin1').matchAll(STATUS)) {
          const code = Number(status)
          statuses.set(code, (statuses.get(code) ?? 0) + 1)
        }
      })
      socket.resume()
      return statuses
    },
    close: () => socket.destroy(),
  }
}

/** The head of a POST with JSON. */
export function postHead(path: string, length: number | 'chunked'): string {
  const framing = length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`
}

/** A whole POST with JSON. */
export function postBytes(path: string, body: string): Buffer {
  return Buffer.from(postHead(path, Buffer.byteLength(body)) + body)
}

export function getText(path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`
}

/** Statuses of several connections together, as text: `200: 12, 429: 3`. */
export function statusesText(counted: readonly ReadonlyMap<number, number>[]): string {
  const all = new Map<number, number>()
  for (const statuses of counted) {
    for (const [status, count] of statuses) all.set(status, (all.get(status) ?? 0) + count)
  }
  const sorted = [...all].sort(([left], [right]) => left - right)
  return sorted.map(([status, count]) => `${status}: ${count}`).join(', ') || 'no answer'
}
