import { createHash } from 'node:crypto'
import { ApiError } from '../errors.ts'

/** What a cursor is bound to. */
export interface CursorPlace {
  readonly release: string
  /** Everything that decides which rows there are and in what order. */
  readonly query: readonly unknown[]
}

const FORM = /^([\w.-]{1,80}) ([\w-]{16}) (\d{1,9})$/

function digestOf(query: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16)
}

/** A text that leads back to a position of a listing, and to none of another. */
export function writeCursor({ release, query }: CursorPlace, position: number): string {
  return Buffer.from(`${release} ${digestOf(query)} ${position}`).toString('base64url')
}

function refuse(detail: string): never {
  throw new ApiError('request_invalid', detail, { errors: [{ pointer: '/cursor', detail }] })
}

/**
 * The position that a cursor leads to, from 0 to rows - 1.
 * @throws ApiError `request_invalid` where it is of another query or release, or no cursor
 */
export function readCursor(cursor: string, { release, query }: CursorPlace, rows: number): number {
  const text = Buffer.from(cursor, 'base64url')
  const [, ofRelease, digest, position] = FORM.exec(text.toString('latin1')) ?? []
  if (text.toString('base64url') !== cursor || ofRelease === undefined) {
    refuse('This is no cursor of this service; leave it out to begin with the first page.')
  }
  if (ofRelease !== release) {
    refuse(
      `This cursor is of release ${ofRelease}, and now ${release} is served; leave it out to begin anew.`,
    )
  }
  if (digest !== digestOf(query) || Number(position) >= rows) {
    refuse(
      'This cursor is of another query: keep the instance, the epochs, the source, the filters and the sort order, or leave it out to begin anew.',
    )
  }
  return Number(position)
}
