import type { MiddlewareHandler } from 'hono'
import type { Http, HttpEnvironment } from './http.ts'

/** Largest request body in bytes: 8 MiB. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024

const DISCARDED_BYTES_MAX = 64 * 1024 * 1024
const DISCARDING_MS_MAX = 10_000

type Reader = ReadableStreamDefaultReader<Uint8Array>

// A client that is still sending meets a closed connection instead of the answer, so the rest is
// read and thrown away first; within bounds, since nobody may keep the service reading.
async function discard(reader: Reader): Promise<void> {
  const deadline = performance.now() + DISCARDING_MS_MAX
  let bytes = 0
  while (bytes < DISCARDED_BYTES_MAX && performance.now() < deadline) {
    const { done, value } = await reader.read()
    if (done) return
    bytes += value.length
  }
}

async function readUpTo(reader: Reader, bytesMax: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.length
    if (bytes > bytesMax) return null
    chunks.push(value)
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/**
 * Refuses request bodies over `BODY_BYTES_MAX`. A stated length is believed, because the HTTP parser
 * holds the body to it; a body in chunks is read here.
 */
export function bodyLimit(refuse: (http: Http) => Response): MiddlewareHandler<HttpEnvironment> {
  return async (http, next) => {
    const { raw } = http.req
    // To look at the body makes a stream of it, which costs more than a look-up.
    if (raw.method === 'GET' || raw.method === 'HEAD') return next()
    const stated = raw.headers.get('Content-Length')
    const holds = stated !== null && !raw.headers.has('Transfer-Encoding')
    if (holds && Number(stated) <= BODY_BYTES_MAX) return next()
    if (raw.body === null) return next()
    const reader = raw.body.getReader()
    if (holds) {
      await discard(reader)
      return refuse(http)
    }
    const body = await readUpTo(reader, BODY_BYTES_MAX)
    if (body === null) {
      await discard(reader)
      return refuse(http)
    }
    const { url, method, headers } = raw
    http.req.raw = new Request(url, { method, headers, body })
    return next()
  }
}
