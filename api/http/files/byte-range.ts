/** First and last byte, both inclusive. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i

/**
 * The part of a file that a `Range` header asks for (RFC 9110, section 14). Several ranges at once, and
 * what is no byte range, are passed over, as a server may: the whole file is answered.
 * @param size of the file in bytes
 * @returns null for the whole file, `unsatisfiable` for a part that it does not have
 */
export function byteRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | null {
  const found = RANGE.exec(header?.replaceAll(/\s/g, '') ?? '')
  if (found === null) return null
  const [, from = '', to = ''] = found
  if (from === '' && to === '') return null
  if (from === '') {
    const length = Number(to)
    if (length === 0 || size === 0) return 'unsatisfiable'
    return { first: Math.max(0, size - length), last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return null
  return first >= size ? 'unsatisfiable' : { first, last }
}
