import { expect, test } from 'vitest'
import { sortInSteps } from '../../fitness/sort-in-steps.ts'
import { lastOf } from '../support/last-of.ts'

// Its lengths lie around that from which on numbers are sorted by their digits.
const STEP = 65_536
const LENGTHS = [0, 1, STEP - 1, STEP, STEP + 1, 2 * STEP, 3 * STEP, 423_624]

const KINDS = {
  'few values': (at: number) => at % 7,
  'the reverse order': (at: number) => -at,
  'any order': (at: number) => Math.sin(at * 12_345.678),
  'every magnitude, both zeros': (at: number) =>
    at % 5 === 0 ? (at % 2 === 0 ? 0 : -0) : (at % 2 === 0 ? 1 : -1) * 10 ** ((at % 600) - 300),
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array) =>
  Buffer.from(buffer, byteOffset, byteLength)

test.each(Object.entries(KINDS))('numbers of %s are sorted as by comparing', (_, valueAt) => {
  for (const length of LENGTHS) {
    const values = Float64Array.from({ length }, (_, at) => valueAt(at))
    const expected = Float64Array.from(values).sort()
    // Values of a typed array, one by one, would take the matcher seconds.
    expect(bytesOf(lastOf(sortInSteps(values))).equals(bytesOf(expected))).toBe(true)
  }
})

test('others get their turn before each digit in which numbers differ', () => {
  const turns = (length: number, valueAt: (at: number) => number) =>
    [...sortInSteps(Float64Array.from({ length }, (_, at) => valueAt(at)))].length
  expect(turns(STEP, KINDS['any order'])).toBe(0)
  expect(turns(4 * STEP, () => 0.5)).toBe(0)
  // 1 to 2 in steps of 2^-9: they differ in the nine bits below the exponent.
  expect(turns(4 * STEP, (at) => 1 + (at % 512) / 512)).toBe(1)
  expect(turns(4 * STEP, KINDS['any order'])).toBe(6)
})
