import type { Socket } from 'node:net'

const LOOKS = 40

interface Stall {
  readonly unsent: number
  readonly since: number
}

// Falls while the system takes bytes of a chunk; Node's own timeout looks at the same field.
function unsentOf(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { writeQueueSize?: number } | null }
  const queued = handle?.writeQueueSize ?? 0
  // What is written on top of a chunk that stands still is no movement, so only the chunk counts.
  return queued > 0 ? queued : socket.writableLength
}

/**
 * Closes connections that have taken no byte of their answer for `idleMs`. Node's own timeout waits
 * twice as long where the system has taken some at first, and counts what the client sends.
 * @returns ends it
 */
export function cutStalled(connections: ReadonlySet<Socket>, idleMs: number): () => void {
  const stalls = new WeakMap<Socket, Stall>()
  const look = () => {
    const now = performance.now()
    for (const socket of connections) {
      if (socket.writableLength === 0) {
        stalls.delete(socket)
        continue
      }
      const unsent = unsentOf(socket)
      const before = stalls.get(socket)
      if (before?.unsent !== unsent) stalls.set(socket, { unsent, since: now })
      else if (now - before.since >= idleMs) socket.destroy()
    }
  }
  const timer = setInterval(look, Math.ceil(idleMs / LOOKS))
  timer.unref()
  return () => clearInterval(timer)
}
