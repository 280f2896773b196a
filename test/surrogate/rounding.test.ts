import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEVIATION_BITS, MEAN_BITS, roundedTo } from '../../surrogate/rounding.ts'

const predictions = fc.float({ min: -(2 ** 90), max: 2 ** 90, noNaN: true })

test('a rounded prediction is the nearest number of its bits', () => {
  fc.assert(
    fc.property(predictions, fc.constantFrom(MEAN_BITS, DEVIATION_BITS), (value, bits) => {
      const rounded = roundedTo(bits, value)
      const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits + 1)
      const nearest = value === 0 ? 0 : Math.round(value / step) * step
      expect(Math.abs(rounded - value)).toBe(Math.abs(nearest - value))
      if (value !== 0) expect(rounded / step).toBe(Math.round(rounded / step))
    }),
  )
})

test('a rounded prediction is off by 2^-14 of itself at most, a standard deviation by 2^-8', () => {
  expect([MEAN_BITS, DEVIATION_BITS]).toEqual([14, 8])
  fc.assert(
    fc.property(predictions, (value) => {
      const off = (bits: number) => Math.abs(roundedTo(bits, value) - value)
      expect(off(14)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -14)
      expect(off(8)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -8)
    }),
  )
})

test('what is rounded already stays, as a single-precision number too', () => {
  fc.assert(
    fc.property(predictions, (value) => {
      const rounded = roundedTo(MEAN_BITS, value)
      expect(Math.fround(rounded)).toBe(rounded)
      expect(roundedTo(MEAN_BITS, rounded)).toBe(rounded)
    }),
  )
})

test('what is no number stays none', () => {
  expect(roundedTo(MEAN_BITS, Number.NaN)).toBeNaN()
  expect(roundedTo(MEAN_BITS, Infinity)).toBeNaN()
})
