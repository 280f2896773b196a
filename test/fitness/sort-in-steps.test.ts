import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortInSteps } from '../../fitness/sort-in-steps.ts'
import { lastOf } from '../support/last-of.ts'

// Its lengths lie around those at which ranges are merged.
const STEP = 65_536
const LENGTHS = [0, 1, STEP - 1, STEP, STEP + 1, 2 * STEP, 3 * STEP, 423_624]

test.each(LENGTHS)('%i numbers are in the order that comparing gives', (length) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 1, max: 1e9 }),
      (kind, factor) => {
        const values = Float64Array.from({ length }, (_, at) =>
          kind === 0 ? at % 7 : kind === 1 ? -at : Math.sin(at * factor),
        )
        const expected = Float64Array.from(values).sort()
        expect(lastOf(sortInSteps(values))).toStrictEqual(expected)
      },
    ),
    { numRuns: length > STEP ? 5 : 20 },
  )
})

test('others get their turn after each range', () => {
  const turns = (length: number) => [...sortInSteps(new Float64Array(length))].length
  expect(turns(STEP)).toBe(0)
  expect(turns(4 * STEP)).toBe(3 + 2 + 1)
})
