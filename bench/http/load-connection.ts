import { connect, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')
const H = 'H'.charCodeAt(0)

/** What is known of an answer; its body is not kept. */
export interface Answer {
  readonly status: number
  /** As they came: of a streamed answer with the lengths of its chunks. */
  readonly bodyBytes: number
  /** Whether the service ends the connection with it. */
  readonly closes: boolean
}

interface Head {
  readonly status: number
  readonly bytes: number
  /** Null of a streamed answer: it ends with its last chunk. */
  readonly bodyBytes: number | null
  readonly closes: boolean
}

function readHead(bytes: Buffer, hasBody: boolean): Head | null {
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return null
  const text = bytes.toString('latin1', 0, end)
  const status = Number(text.slice(9, 12))
  const closes = /\r\nconnection: close/i.test(text)
  const head = { status, bytes: end + 4, closes }
  if (!hasBody || status === 304 || status === 204) return { ...head, bodyBytes: 0 }
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
  if (length !== undefined) return { ...head, bodyBytes: Number(length) }
  if (/\r\ntransfer-encoding: chunked/i.test(text)) return { ...head, bodyBytes: null }
  throw new Error(`An answer states no length:\n${text}`)
}

export interface LoadConnection {
  /** Sends a request and waits for its whole answer. */
  ask(request: Uint8Array): Promise<Answer>
  close(): void
}

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  })
}

/**
 * A connection that costs as little as it can, since the load generator shares the machine with what
 * it measures: bytes are counted, bodies are not kept.
 */
export async function openLoadConnection(url: string): Promise<LoadConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await opened(socket)
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null
  let head: Head | null = null
  let before: Buffer | null = null
  let hasBody = true
  let received = 0
  const fail = (error: Error) => {
    waiting?.reject(error)
    waiting = null
  }
  socket.on('error', fail).on('close', () => fail(new Error('The service closed a connection')))
  // The bytes at the end can lie in two pieces of what arrives.
  const isLast = (chunk: Buffer): boolean => {
    const isEnough = before === null || chunk.length >= LAST_CHUNK.length
    const tail: Buffer = isEnough ? chunk : Buffer.concat([before as Buffer, chunk])
    before = tail.subarray(-LAST_CHUNK.length)
    return before.equals(LAST_CHUNK)
  }
  socket.on('data', (arrived) => {
    let chunk: Buffer = arrived
    try {
      received += chunk.length
      if (head === null) {
        before = before === null ? chunk : Buffer.concat([before, chunk])
        head = readHead(before, hasBody)
        if (head?.bodyBytes === null) {
          chunk = before.subarray(head.bytes)
          before = null
        }
      }
      if (head === null) return
      const { status, bytes, bodyBytes, closes } = head
      if (bodyBytes === null ? !isLast(chunk) : received < bytes + bodyBytes) return
      const done = waiting
      const answer = { status, bodyBytes: bodyBytes ?? received - bytes, closes }
      head = before = waiting = null
      received = 0
      done?.resolve(answer)
    } catch (error) {
      socket.destroy(error as Error)
    }
  })
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        hasBody = request[0] !== H
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}
