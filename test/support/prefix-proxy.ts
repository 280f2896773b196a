import { request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PrefixProxy {
  /** Whole address with the prefix, which the service has as its PUBLIC_URL. */
  readonly url: string
  /** Where requests go, once the service is there. */
  forwardTo(port: number): void
  close(): Promise<void>
}

/**
 * A reverse proxy as operators have one: it serves a service below a path prefix, removes the prefix,
 * and names the client. What is not below the prefix does not reach the service.
 */
export async function prefixProxy(prefix: string): Promise<PrefixProxy> {
  let port: number | null = null
  const server = createServer((incoming, outgoing) => {
    const { url = '/', method, headers, socket } = incoming
    if (port === null || !(url === prefix || url.startsWith(`${prefix}/`))) {
      outgoing.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not below the prefix')
      return
    }
    const path = url.slice(prefix.length) || '/'
    const forwarded = { ...headers, 'x-forwarded-for': socket.remoteAddress }
    const passed = ask({ host: '127.0.0.1', port, path, method, headers: forwarded }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}${prefix}`,
    forwardTo: (target) => {
      port = target
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
