import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError } from '@hono/node-server'
import { ApiError, maskedError } from '../operations/errors.ts'
import { problemOf } from '../operations/problem.ts'
import { sendWaiting } from './batched-response.ts'
import { HEADER_BYTES_MAX } from './limits.ts'

function errorOf(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ApiError(
      'headers_too_large',
      `The request line and the headers are larger than ${HEADER_BYTES_MAX / 1024} KiB.`,
    )
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ApiError('request_timeout', 'The request took too long to arrive.')
  }
  return new ApiError('request_invalid', 'The request is not HTTP.')
}

function headersOf(requestId: string): Record<string, string> {
  return {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'Access-Control-Allow-Origin': '*',
    'X-Request-Id': requestId,
    Connection: 'close',
  }
}

function responseOf(apiError: ApiError): Response {
  const requestId = randomUUID()
  const body = JSON.stringify(problemOf(apiError, { origin: '', requestId }))
  return new Response(body, { status: apiError.status, headers: headersOf(requestId) })
}

/** Answers a request whose address makes no URL: a Host header that is none, for example. */
export function refuseAddress(error: unknown): Response {
  return responseOf(
    error instanceof RequestError
      ? new ApiError('request_invalid', `The request has no valid address: ${error.message}.`)
      : maskedError(),
  )
}

/** Answers an Expect header other than 100-continue. */
export function refuseExpectation(_: IncomingMessage, outgoing: ServerResponse): void {
  const requestId = randomUUID()
  const apiError = new ApiError('expectation_failed', 'Only 100-continue can be expected.')
  outgoing
    .writeHead(apiError.status, headersOf(requestId))
    .end(JSON.stringify(problemOf(apiError, { origin: '', requestId })))
}

/**
 * Answers what never became a request: no HTTP, too long headers, too slow. There is no host to name
 * the page about the error, so its address is relative.
 */
export function refuseUnreadable(
  error: Error & { code?: string },
  socket: Duplex & { readonly _httpMessage?: ServerResponse | null },
): void {
  sendWaiting()
  // In the middle of another answer nothing may be said: it would be taken for a part of that. Node's
  // own handler looks at the same field.
  const isAnswering = socket._httpMessage?.headersSent === true
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) {
    socket.destroy()
    return
  }
  const apiError = errorOf(error.code)
  const requestId = randomUUID()
  const body = JSON.stringify(problemOf(apiError, { origin: '', requestId }))
  socket.end(
    [
      `HTTP/1.1 ${apiError.status} ${STATUS_CODES[apiError.status]}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(headersOf(requestId)).map(([name, text]) => `${name}: ${text}`),
      '',
      body,
    ].join('\r\n'),
  )
}
