import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const CONNECT_TIMEOUT_MS = 30_000

export interface ServerAddress {
  readonly host: readonly string[]
  readonly port: readonly number[]
  /** Of a Unix socket, in the place of host and port. */
  readonly path: string | false
}

/**
 * Connects to the first host that answers, without Nagle's algorithm: with it, the last small
 * message of each COPY waits about 40 ms for an acknowledgement.
 */
export async function postgresSocket({ host, port, path }: ServerAddress): Promise<Socket> {
  if (path !== false) return connected(connect({ path }))
  let failure: unknown
  for (const [index, name] of host.entries()) {
    try {
      const to = { host: name, port: port[index] ?? 5432, noDelay: true }
      // postgres.js takes the name for the certificate from the socket.
      return Object.assign(await connected(connect(to)), { host: name })
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

async function connected(socket: Socket): Promise<Socket> {
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}
