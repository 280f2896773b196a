/** How a column of numbers is stored: little-endian, or not at all where all of it is missing. */
export const ENCODINGS = ['uint8', 'uint32', 'float32', 'float64', 'missing'] as const
export type Encoding = (typeof ENCODINGS)[number]

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

/** A number column back from its bytes, which may lie anywhere in memory. */
export function decodeColumn(bytes: Uint8Array, encoding: Exclude<Encoding, 'missing'>) {
  const own = new Uint8Array(bytes)
  if (encoding === 'uint8') return own
  const { buffer } = own
  if (encoding === 'uint32') return new Uint32Array(buffer)
  return encoding === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer)
}
