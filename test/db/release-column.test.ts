import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ColumnArray,
  decodeColumn,
  ENCODED_BYTES,
  encodeColumn,
  encodeShort,
} from '../../db/release-column.ts'

/** The bits of the numbers, those of NaN among them. */
const bitsOf = ({ buffer, byteOffset, byteLength }: ColumnArray) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)

function restored({ encoding, bytes }: ReturnType<typeof encodeShort>) {
  return encoding === 'missing' ? null : decodeColumn(bytes, encoding)
}

/** Numbers of which only so many upper bits may be set, infinities and NaN among them. */
const columnOf = (bits: number) =>
  fc
    .array(fc.integer({ min: 0, max: 2 ** bits - 1 }), { minLength: 1, maxLength: 40 })
    .map(
      (upper) => new Float32Array(Uint32Array.from(upper, (one) => one * 2 ** (32 - bits)).buffer),
    )

test.each([
  [16, 'bfloat16'],
  [24, 'float24'],
  [32, 'float32'],
] as const)('numbers with %i bits come back to the last bit from %s', (bits, encoding) => {
  // One number that needs all of the bits, and one that is there.
  const needed = new Float32Array(Uint32Array.of(0x3f800000 + 2 ** (32 - bits)).buffer)
  fc.assert(
    fc.property(columnOf(bits), (upper) => {
      const column = Float32Array.of(...needed, ...upper)
      const short = encodeShort(column)
      expect(short.encoding).toBe(encoding)
      expect(short.bytes.length).toBe(ENCODED_BYTES[encoding] * column.length)
      expect(bitsOf(restored(short) as Float32Array)).toEqual(bitsOf(column))
    }),
  )
})

test('a part of a longer array is stored alone', () => {
  const column = Float32Array.of(Math.PI, 0.5, 0.25, Number.NaN, Math.PI).subarray(1, 4)
  const short = encodeShort(column)
  expect(short.encoding).toBe('bfloat16')
  expect(restored(short)).toEqual(column.slice())
})

test.each([
  ['missing numbers', new Float32Array(3).fill(Number.NaN)],
  ['numbers of double precision', Float64Array.of(0.5, 0.25)],
  ['ids', Uint32Array.of(0, 1 << 24)],
  ['small numbers', Uint8Array.of(0, 1)],
])('%s are stored as they always are', (_, column) => {
  expect(encodeShort(column)).toEqual(encodeColumn(column))
})
