/**
 * How a column of numbers is stored: little-endian, or not at all where all of it is missing. Of
 * `float24` and `bfloat16` the upper bytes of single precision are stored; the others are zero.
 */
export const ENCODINGS = [
  'uint8',
  'uint32',
  'bfloat16',
  'float24',
  'float32',
  'float64',
  'missing',
] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Of a number. */
export const ENCODED_BYTES: Readonly<Record<Encoding, number>> = {
  uint8: 1,
  uint32: 4,
  bfloat16: 2,
  float24: 3,
  float32: 4,
  float64: 8,
  missing: 0,
}

export type ColumnArray = Uint8Array | Uint32Array | Float32Array | Float64Array

/** The bytes of a column, equal for equal values; empty where all of it is missing. */
export function encodeColumn(column: ColumnArray): { encoding: Encoding; bytes: Uint8Array } {
  if (!(column instanceof Uint8Array || column instanceof Uint32Array)) {
    // Missing values are one NaN of many; only one pattern of bits may get into a digest.
    for (let index = 0; index < column.length; index++) {
      if (Number.isNaN(column[index])) column[index] = Number.NaN
    }
    if (column.every(Number.isNaN)) return { encoding: 'missing', bytes: new Uint8Array() }
  }
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  if (column instanceof Uint8Array) return { encoding: 'uint8', bytes }
  if (column instanceof Uint32Array) return { encoding: 'uint32', bytes }
  return { encoding: column instanceof Float32Array ? 'float32' : 'float64', bytes }
}

/**
 * The same, without the lower bytes that are zero in all numbers: those that are rounded take two or
 * three bytes in place of four.
 */
export function encodeShort(column: ColumnArray): { encoding: Encoding; bytes: Uint8Array } {
  const whole = encodeColumn(column)
  if (whole.encoding !== 'float32') return whole
  const { buffer, byteOffset, length } = column
  const words = new Uint32Array(buffer, byteOffset, length)
  let used = 0
  for (let at = 0; at < length; at++) used |= words[at] as number
  if ((used & 0xff) !== 0) return whole
  const encoding = (used & 0xffff) === 0 ? 'bfloat16' : 'float24'
  const size = ENCODED_BYTES[encoding]
  const bytes = new Uint8Array(size * length)
  for (let at = 0, place = 0; at < length; at++, place += size) {
    const word = words[at] as number
    bytes[place + size - 1] = word >>> 24
    bytes[place + size - 2] = word >>> 16
    if (size === 3) bytes[place] = word >>> 8
  }
  return { encoding, bytes }
}

/** A number column back from its bytes, which may lie anywhere in memory. */
export function decodeColumn(bytes: Uint8Array, encoding: Exclude<Encoding, 'missing'>) {
  if (encoding === 'bfloat16' || encoding === 'float24') {
    return lengthened(bytes, ENCODED_BYTES[encoding])
  }
  const own = new Uint8Array(bytes)
  if (encoding === 'uint8') return own
  const { buffer } = own
  if (encoding === 'uint32') return new Uint32Array(buffer)
  return encoding === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer)
}

function lengthened(bytes: Uint8Array, size: number): Float32Array {
  const words = new Uint32Array(Math.floor(bytes.length / size))
  for (let at = 0, place = 0; at < words.length; at++, place += size) {
    const upper =
      ((bytes[place + size - 1] as number) << 24) | ((bytes[place + size - 2] as number) << 16)
    words[at] = size === 3 ? upper | ((bytes[place] as number) << 8) : upper
  }
  return new Float32Array(words.buffer)
}
