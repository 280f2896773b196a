import { connect, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')

interface Head {
  readonly status: number
  /** Of head and body together. */
  readonly bytes: number
  readonly bodyBytes: number
}

function readHead(bytes: Buffer): Head | null {
  const end = bytes.indexOf(HEAD_END)
  if (end < 0) return null
  const text = bytes.toString('latin1', 0, end)
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
  if (length === undefined) throw new Error(`An answer states no length:\n${text}`)
  const bodyBytes = Number(length)
  return { status: Number(text.slice(9, 12)), bytes: end + 4 + bodyBytes, bodyBytes }
}

export interface LoadConnection {
  /**
   * Sends a request and waits for its whole answer, which must be 200.
   * @returns bytes of the body
   */
  ask(request: Uint8Array): Promise<number>
  close(): void
}

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  })
}

/**
 * A connection that costs as little as it can, since the load generator shares the machine with what
 * it measures: bytes are counted, bodies are not kept. Answers must state their length.
 */
export async function openLoadConnection(url: string): Promise<LoadConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await opened(socket)
  let waiting: { resolve(bytes: number): void; reject(error: Error): void } | null = null
  let head: Head | null = null
  let before: Buffer | null = null
  let received = 0
  const fail = (error: Error) => {
    waiting?.reject(error)
    waiting = null
  }
  socket.on('error', fail).on('close', () => fail(new Error('The service closed a connection')))
  socket.on('data', (chunk) => {
    try {
      received += chunk.length
      if (head === null) {
        before = before === null ? chunk : Buffer.concat([before, chunk])
        head = readHead(before)
      }
      if (head === null || received < head.bytes) return
      const { status, bodyBytes } = head
      if (status !== 200) throw new Error(`A request was answered ${status}`)
      const done = waiting
      head = before = waiting = null
      received = 0
      done?.resolve(bodyBytes)
    } catch (error) {
      socket.destroy(error as Error)
    }
  })
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}
