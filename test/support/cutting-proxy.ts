import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What went through the proxy, in order. */
export interface Passed {
  readonly file: string
  readonly range: string | undefined
  readonly ifRange: string | undefined
  status: number
  bytes: number
}

export interface CuttingProxy {
  readonly url: string
  readonly passed: Passed[]
  /** Breaks off the next answers that have a file of this name, each after so many bytes. */
  cut(file: string, ...afterBytes: readonly number[]): void
  close(): Promise<void>
}

/** Passes requests on to a service and can break off an answer in its middle, as a network does. */
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const passed: Passed[] = []
  const cuts = new Map<string, number[]>()
  const server = createServer(async (request, response) => {
    const { url = '/', headers } = request
    const file = url.split('/').at(-1) ?? ''
    const { range, 'if-range': ifRange } = headers
    const one: Passed = { file, range, ifRange: ifRange as string | undefined, status: 0, bytes: 0 }
    passed.push(one)
    const wanted = Object.entries({ Range: range, 'If-Range': one.ifRange })
    const answer = await fetch(`${target}${url}`, {
      headers: Object.fromEntries(
        [...wanted, ['Accept-Encoding', 'identity']].flatMap(([name, value]) =>
          name && value ? [[name, value]] : [],
        ),
      ),
    })
    one.status = answer.status
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    const most = cuts.get(file)?.shift() ?? Number.POSITIVE_INFINITY
    for await (const chunk of answer.body ?? []) {
      const part = chunk.subarray(0, most - one.bytes)
      one.bytes += part.length
      await new Promise((written) => response.write(part, written))
      if (one.bytes < most) continue
      response.destroy()
      return
    }
    response.end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    cut: (file, ...afterBytes) => cuts.set(file, [...afterBytes]),
    close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      // Clients keep connections alive for as long as the service's headers allow.
      server.closeAllConnections()
      return closed
    },
  }
}
