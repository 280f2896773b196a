import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exponential, naturalLogarithm } from '../../fitness/portable-math.ts'

const bits = new Float64Array(1)
const word = new BigUint64Array(bits.buffer)

/** Units of the last place between two numbers of one sign. */
function ulps(left: number, right: number): number {
  bits[0] = left
  const before = word[0] as bigint
  bits[0] = right
  const after = word[0] as bigint
  return Number(after > before ? after - before : before - after)
}

test('the exponential is within two units of the last place of the engine', () => {
  const value = fc.double({ min: -40, max: 40, noNaN: true })
  fc.assert(
    fc.property(value, (x) => {
      expect(ulps(exponential(x), Math.exp(x))).toBeLessThanOrEqual(2)
    }),
    { numRuns: 20_000 },
  )
  for (let x = -700; x <= 700; x += 0.37) {
    expect(ulps(exponential(x), Math.exp(x))).toBeLessThanOrEqual(2)
  }
})

// Digits of tables, not of this program.
test.each([
  [0, 1],
  [1, Math.E],
  [-1, 0.36787944117144233],
  [10, 22026.465794806718],
  [710, Infinity],
  [-746, 0],
  [Infinity, Infinity],
  [-Infinity, 0],
  [Number.NaN, Number.NaN],
])('the exponential of %d is %d to the last place but one', (x, expected) => {
  if (expected > 0 && Number.isFinite(expected)) {
    expect(ulps(exponential(x), expected)).toBeLessThanOrEqual(1)
  } else expect(exponential(x)).toBe(expected)
})

test('the logarithm is within four units of the last place, also of what is above 1', () => {
  const value = fc.double({ min: 1e-12, max: 1e12, noNaN: true })
  fc.assert(
    fc.property(value, (x) => {
      const expected = Math.log(x)
      // Near 1 the logarithm itself has few digits, which the argument's rounding costs.
      expect(Math.abs(naturalLogarithm(x) - expected)).toBeLessThanOrEqual(
        4 * Number.EPSILON * Math.abs(expected),
      )
    }),
    { numRuns: 20_000 },
  )
})

// Draws of published releases go through these, so their bits may never change.
test('both are the same on every machine and in every version', () => {
  const bitsOf = (value: number) => {
    bits[0] = value
    return (word[0] as bigint).toString(16)
  }
  expect([-3.7, -0.1, 0.3, 5.5].map(exponential).map(bitsOf)).toMatchInlineSnapshot(`
    [
      "3f99511fc6871044",
      "3fecf46d99d52b3a",
      "3ff599058c8c1a96",
      "406e96244f21bbf6",
    ]
  `)
  expect([0.1, 0.9, 1.0004, 1234.5].map(naturalLogarithm).map(bitsOf)).toMatchInlineSnapshot(`
    [
      "c0026bb1bbb55515",
      "bfbaf8e8210a415b",
      "3f3a358b69a11c9e",
      "401c79436f818745",
    ]
  `)
})
