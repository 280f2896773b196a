import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { ApiError } from '../errors.ts'
import { problemOf } from '../problem.ts'
import { HEADER_BYTES_MAX } from './limits.ts'

function errorOf(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ApiError(
      'request_invalid',
      `The request line and the headers are larger than ${HEADER_BYTES_MAX / 1024} KiB.`,
      { status: 431 },
    )
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ApiError('request_invalid', 'The request took too long to arrive.', { status: 408 })
  }
  return new ApiError('request_invalid', 'The request is not HTTP.')
}

/**
 * Answers what never became a request: no HTTP, too long headers, too slow. There is no host to name
 * the page about the error, so its address is relative.
 */
export function refuseUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const told = errorOf(error.code)
  const requestId = randomUUID()
  const body = JSON.stringify(problemOf(told, { origin: '', requestId }))
  socket.end(
    [
      `HTTP/1.1 ${told.status} ${STATUS_CODES[told.status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Access-Control-Allow-Origin: *',
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
