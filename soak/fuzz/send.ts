import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { bytesOf, type FuzzCase } from './case.ts'

const PIECES = 4
const PIECE_MS = 3
const WAIT_MS_MAX = 30_000

/** What came back on the connection; null where nothing did. */
export interface Received {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

function unchunk(bytes: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at)
    const length = Number.parseInt(bytes.toString('latin1', at, end), 16)
    if (end < 0 || !(length > 0)) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
}

function parse(bytes: Buffer): Received | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const status = Number(first.split(' ')[1])
  const rest = bytes.subarray(end + 4)
  // 100 Continue comes before the answer.
  if (status < 200) return parse(rest)
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  const chunked = headers.get('transfer-encoding') === 'chunked'
  // A second answer can follow: to bytes of a body that nobody announced.
  const length = Number(
    headers.get('content-length') ??
      (rest.toString('latin1').startsWith('HTTP/1.1 4') ? 0 : rest.length),
  )
  const own = rest.subarray(0, length)
  return { status, headers, body: chunked ? unchunk(rest) : own }
}

/**
 * Sends one request on a connection of its own and reads until the service closes it.
 * @throws Error where it does not within 30 seconds
 */
export async function send(url: string, one: FuzzCase): Promise<Received | null> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const chunks: Buffer[] = []
  // A service that refuses early may reset a connection that is still being written to.
  socket.on('error', () => {}).on('data', (chunk) => chunks.push(chunk))
  const closed = new Promise((resolve) => socket.once('end', resolve).once('close', resolve))
  await Promise.race([once(socket, 'connect'), closed])
  const bytes = bytesOf(one)
  if (one.delivery === 'in pieces') {
    for (let piece = 0; piece < PIECES && socket.writable; piece++) {
      const size = Math.ceil(bytes.length / PIECES)
      socket.write(bytes.subarray(piece * size, (piece + 1) * size))
      await setTimeout(PIECE_MS)
    }
  } else if (one.delivery === 'cut off') {
    socket.write(bytes.subarray(0, bytes.length >> 1))
    await setTimeout(PIECE_MS)
    socket.destroy()
    return null
  } else socket.write(bytes)
  if (one.delivery === 'half-closed') socket.end()
  const late = new AbortController()
  const timer = setTimeout(WAIT_MS_MAX, 'late', { signal: late.signal }).catch(() => 'stopped')
  const outcome = await Promise.race([closed.then(() => 'closed'), timer])
  late.abort()
  socket.destroy()
  if (outcome === 'late') throw new Error('The service did not close the connection in 30 s')
  return parse(Buffer.concat(chunks))
}
