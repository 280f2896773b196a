import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import timers from 'node:timers'
import { setTimeout } from 'node:timers/promises'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { answerInTurn } from './answer-in-turn.ts'
import { batched } from './batched-response.ts'
import { connectionsOf } from './connections.ts'
import { cutStalled } from './cut-stalled.ts'
import {
  CONNECTIONS_MAX,
  CONNECTIONS_OF_CLIENT_MAX,
  HEADER_BYTES_MAX,
  HEADERS_MAX,
  HEADERS_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  REQUEST_TIMEOUT_MS,
} from './limits.ts'
import { DEFAULT_SETTINGS, type Settings } from './service.ts'
import { refuseAddress, refuseExpectation, refuseUnreadable } from './unreadable.ts'

export interface RunningServer {
  readonly port: number
  /**
   * Tells clients that still ask to connect no more; after `delayMs` stops listening, lets requests
   * in flight finish for ten seconds, then cuts them off.
   */
  close(delayMs?: number): Promise<void>
}

/** How long clients may take, and how many there may be; less in tests. */
export interface ServerLimits {
  readonly headersMs: number
  readonly requestMs: number
  readonly keepAliveMs: number
  readonly idleMs: number
  readonly connections: number
  readonly connectionsOfClient: number
}

const LIMITS: ServerLimits = {
  headersMs: HEADERS_TIMEOUT_MS,
  requestMs: REQUEST_TIMEOUT_MS,
  keepAliveMs: KEEP_ALIVE_TIMEOUT_MS,
  idleMs: IDLE_TIMEOUT_MS,
  connections: CONNECTIONS_MAX,
  connectionsOfClient: CONNECTIONS_OF_CLIENT_MAX,
}
// Without it Node looks for slow clients only twice a minute.
const CHECKING_INTERVALS = 10
const CLOSE_GRACE_MS = 10_000
const CLOSE_IDLE_MS = 100

const closing = new WeakSet<Server>()

async function closeServer(
  server: Server,
  connections: ReadonlySet<Socket>,
  delayMs: number,
): Promise<void> {
  closing.add(server)
  await setTimeout(delayMs)
  return new Promise((resolve, reject) => {
    const cut = timers.setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    const idle = timers.setInterval(() => {
      // Those that become idle when their answer has ended.
      server.closeIdleConnections()
      // To Node one that was opened ahead of any request, as browsers do, is not idle.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
    }, CLOSE_IDLE_MS)
    server.close((error) => {
      timers.clearTimeout(cut)
      timers.clearInterval(idle)
      if (error === undefined) resolve()
      else reject(error)
    })
  })
}

type App = { fetch(request: Request, bindings: HttpBindings): Response | Promise<Response> }

function limitedServer(app: App, limits: ServerLimits): Server {
  const { headersMs, requestMs, keepAliveMs, idleMs, connections } = limits
  const listener = getRequestListener(
    (request, bindings) => app.fetch(request, bindings as HttpBindings),
    // HTTP/1.0 has no Host; load balancers ask /healthz so.
    { errorHandler: refuseAddress, hostname: 'localhost' },
  )
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.ceil(headersMs / CHECKING_INTERVALS),
    },
    answerInTurn((request, response) => {
      if (closing.has(server)) response.setHeader('Connection', 'close')
      return listener(request, batched(response))
    }),
  )
  server.maxConnections = connections
  // One more is let through to be refused; Node drops whatever is beyond without a word.
  server.maxHeadersCount = HEADERS_MAX + 1
  server.timeout = idleMs
  server.on('clientError', refuseUnreadable)
  server.on('checkExpectation', refuseExpectation)
  return server
}

/** Where to listen, and whose connections are limited. */
export type Listening = Partial<Settings> & { readonly port: number; readonly host: string }

/** Listens until closed. @throws Error where the address cannot be had */
export function serve(
  app: App,
  address: Listening,
  limits: ServerLimits = LIMITS,
): Promise<RunningServer> {
  const server = limitedServer(app, limits)
  const settings = { ...DEFAULT_SETTINGS, ...address }
  const connections = connectionsOf(server, settings, limits.connectionsOfClient)
  server.once('close', cutStalled(connections, limits.idleMs))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, () => {
      server.off('error', reject)
      const { port } = server.address() as AddressInfo
      resolve({ port, close: (delayMs = 0) => closeServer(server, connections, delayMs) })
    })
  })
}
