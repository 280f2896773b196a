import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'

export interface RunningServer {
  readonly port: number
  /** Stops listening, lets requests in flight finish for ten seconds, then cuts them off. */
  close(): Promise<void>
}

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 60_000
// Longer than the idle time of usual proxies, which must be the ones to close first.
const KEEP_ALIVE_TIMEOUT_MS = 75_000
const CLOSE_GRACE_MS = 10_000

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    server.close((error) => {
      clearTimeout(cut)
      if (error === undefined) resolve()
      else reject(error)
    })
  })
}

/** Listens until closed. @throws Error where the address cannot be had */
export function serve(
  app: { fetch(request: Request, bindings: HttpBindings): Response | Promise<Response> },
  address: { readonly port: number; readonly host: string },
): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    // It replaces the global Response by one that is not made whole unless somebody asks it to be.
    getRequestListener((request, bindings) => app.fetch(request, bindings as HttpBindings)),
  )
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, () => {
      server.off('error', reject)
      const { port } = server.address() as AddressInfo
      resolve({ port, close: () => closeServer(server) })
    })
  })
}
