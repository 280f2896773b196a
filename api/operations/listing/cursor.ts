import { fnv1a, mix } from '../../../fitness/random-hash.ts'
import { ApiError } from '../errors.ts'

/** What a cursor is bound to. */
export interface CursorPlace {
  readonly release: string
  /** Everything that decides which rows there are and in what order. */
  readonly query: readonly unknown[]
}

const FORM = /^([\w.-]{1,80}) ([0-9a-f]{16}) (\d{1,9})$/

// 64 bits against mistakes; nothing is kept secret, so that no cryptography is needed.
function digestOf(query: readonly unknown[]): string {
  const text = JSON.stringify(query)
  const halves = [fnv1a(text), mix(fnv1a(`${text.length} ${text}`))]
  return halves.map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}

const toBase64Url = (text: string) =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

function fromBase64Url(cursor: string): string {
  try {
    return atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}

/** A text that leads back to a position of a listing, and to none of another. */
export function writeCursor({ release, query }: CursorPlace, position: number): string {
  return toBase64Url(`${release} ${digestOf(query)} ${position}`)
}

function refuse(detail: string): never {
  throw new ApiError('request_invalid', detail, { errors: [{ pointer: '/cursor', detail }] })
}

/**
 * The position that a cursor leads to, from 0 to rows - 1.
 * @throws ApiError `request_invalid` where it is of another query or release, or no cursor
 */
export function readCursor(cursor: string, { release, query }: CursorPlace, rows: number): number {
  const text = fromBase64Url(cursor)
  const [, ofRelease, digest, position] = FORM.exec(text) ?? []
  if (toBase64Url(text) !== cursor || ofRelease === undefined) {
    refuse('This is no cursor of this service; leave it out to begin with the first page.')
  }
  if (ofRelease !== release) {
    refuse(
      `This cursor is of release ${ofRelease}, and now ${release} is served; leave it out to begin anew.`,
    )
  }
  if (digest !== digestOf(query) || Number(position) >= rows) {
    refuse(
      'This cursor belongs to another query. Keep the instance, epochs, source, conditions and sort order of the first page, or leave the cursor out.',
    )
  }
  return Number(position)
}
