import { expect, test } from 'vitest'
import { sortInSteps } from '../../fitness/sort-in-steps.ts'
import { lastOf } from '../support/last-of.ts'

// Its lengths lie around those at which ranges are merged.
const STEP = 65_536
const LENGTHS = [0, 1, STEP - 1, STEP, STEP + 1, 2 * STEP, 3 * STEP, 423_624]

const KINDS = {
  'few values': (at: number) => at % 7,
  'the reverse order': (at: number) => -at,
  'any order': (at: number) => Math.sin(at * 12_345.678),
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array) =>
  Buffer.from(buffer, byteOffset, byteLength)

test.each(Object.entries(KINDS))('numbers of %s are sorted as by comparing', (_, valueAt) => {
  for (const length of LENGTHS) {
    const values = Float64Array.from({ length }, (_, at) => valueAt(at) + 0)
    const expected = Float64Array.from(values).sort()
    // Values of a typed array, one by one, would take the matcher seconds.
    expect(bytesOf(lastOf(sortInSteps(values))).equals(bytesOf(expected))).toBe(true)
  }
})

test('others get their turn after each range', () => {
  const turns = (length: number) => [...sortInSteps(new Float64Array(length))].length
  expect(turns(STEP)).toBe(0)
  expect(turns(4 * STEP)).toBe(3 + 2 + 1)
})
