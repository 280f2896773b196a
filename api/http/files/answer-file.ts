import { ApiError } from '../../operations/errors.ts'
import type { ServedFile } from '../../operations/releases.ts'
import { CACHE } from '../answer.ts'
import { limitedClient } from '../client-address.ts'
import { names } from '../etag.ts'
import type { Http } from '../http.ts'
import { byteRange } from './byte-range.ts'
import { fileBody } from './file-body.ts'

function headersOf({ name, mediaType, sha256, cache }: ServedFile): Record<string, string> {
  return {
    'Accept-Ranges': 'bytes',
    // What is compressed on the way would have another digest.
    'Cache-Control': `${CACHE[cache]}, no-transform`,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Type': mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
    ETag: `"${sha256}"`,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  }
}

// Of another version than the one whose part the client has, it wants all.
function wantedRange(http: Http, { sizeBytes, sha256 }: ServedFile) {
  const condition = http.req.header('If-Range')
  if (condition !== undefined && condition.trim() !== `"${sha256}"`) return null
  return byteRange(http.req.header('Range'), sizeBytes)
}

/**
 * Answers with a file or a part of it, from the disk and at the speed of the client: it takes one of
 * the places for streams.
 * @param more headers beside those of every file
 * @throws ApiError `rate_limited` or `unavailable` where there is none
 */
export async function answerFile(
  http: Http,
  file: ServedFile,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers = { ...headersOf(file), ...more }
  const known = http.req.header('If-None-Match') ?? ''
  if (known === '*' || names(known, `"${file.sha256}"`)) return http.body(null, 304, headers)
  const wanted = http.req.method === 'HEAD' ? null : wantedRange(http, file)
  if (wanted === 'unsatisfiable') {
    throw new ApiError(
      'range_not_satisfiable',
      `${file.name} has ${file.sizeBytes} bytes; the requested range begins after its end.`,
      { headers: { 'Content-Range': `bytes */${file.sizeBytes}` } },
    )
  }
  const part = wanted ?? { first: 0, last: file.sizeBytes - 1 }
  headers['Content-Length'] = String(part.last - part.first + 1)
  if (wanted !== null) {
    headers['Content-Range'] = `bytes ${part.first}-${part.last}/${file.sizeBytes}`
  }
  const status = wanted === null ? 200 : 206
  const isEmpty = http.req.method === 'HEAD' || file.sizeBytes === 0
  if (isEmpty) return http.body(null, status, headers)
  const { log, streams, settings } = http.env.service
  const leave = streams.enter(limitedClient(http.env, settings))
  try {
    return http.body(await fileBody(http, log, { file, ...part, leave }), status, headers)
  } catch (error) {
    leave()
    throw error
  }
}
