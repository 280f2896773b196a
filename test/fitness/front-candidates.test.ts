import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frontCandidates } from '../../fitness/front-candidates.ts'
import { paretoFront } from '../../fitness/pareto.ts'
import { ascending } from '../../fitness/selected.ts'
import { lastOf } from '../support/last-of.ts'

interface Point {
  readonly cost: number
  readonly gain: number
  readonly deviation: number
}

const points = fc.array(
  fc.record({
    cost: fc.integer({ min: 0, max: 9 }),
    gain: fc.integer({ min: 0, max: 20 }),
    deviation: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 40 },
)

function candidatesOf(all: readonly Point[], most: number) {
  const at = (field: keyof Point) => (id: number) => (all[id] as Point)[field]
  const objectives = [
    { column: at('cost'), direction: 'minimize' as const, deviation: null },
    { column: at('gain'), direction: 'maximize' as const, deviation: at('deviation') },
  ]
  const ids = ascending(all.length)
  const front = lastOf(paretoFront(ids, objectives)).ids
  return { front, ...lastOf(frontCandidates(ids, objectives, { front, most })) }
}

/** Whether a point is dominated by no other mean once its gain is so many deviations higher. */
function reaches(all: readonly Point[], own: number, deviations: number): boolean {
  const { cost, gain, deviation } = all[own] as Point
  const raised = gain + deviations * deviation
  return !all.some((one) => {
    const isAsGood = one.cost <= cost && one.gain >= raised
    return isAsGood && (one.cost < cost || one.gain > raised)
  })
}

test('an architecture is as many deviations away as its mean must rise to reach the front', () => {
  fc.assert(
    fc.property(points, (all) => {
      const { ids, deviationsAway } = candidatesOf(all, all.length)
      expect([...ids]).toEqual([...all.keys()])
      for (const [id, away] of deviationsAway.entries()) {
        expect(reaches(all, id, away + 1e-9)).toBe(true)
        if (away > 0) expect(reaches(all, id, away - 1e-6)).toBe(false)
      }
    }),
  )
})

test('the front is 0 away and always a candidate; of the others the nearest are taken', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 40 }), (all, most) => {
      const whole = candidatesOf(all, all.length)
      for (const id of whole.front) expect(whole.deviationsAway[id]).toBe(0)
      const { ids, deviationsAway } = candidatesOf(all, most)
      expect(ids).toHaveLength(Math.min(most, all.length))
      const nearest = [...whole.deviationsAway].sort((one, other) => one - other).slice(0, most)
      expect([...deviationsAway].sort((one, other) => one - other)).toEqual(nearest)
    }),
  )
})

test('an architecture without a value is no candidate', () => {
  const { ids } = candidatesOf(
    [
      { cost: 1, gain: 5, deviation: 1 },
      { cost: Number.NaN, gain: 9, deviation: 1 },
    ],
    2,
  )
  expect([...ids]).toEqual([0])
})

test('others get their turn however long the front is', () => {
  const all = Array.from({ length: 4000 }, (_, at) => ({
    cost: at % 2000,
    gain: (at % 2000) - (at < 2000 ? 0 : 0.5),
    deviation: 1,
  }))
  const at = (field: keyof Point) => (id: number) => (all[id] as Point)[field]
  const objectives = [
    { column: at('cost'), direction: 'minimize' as const, deviation: null },
    { column: at('gain'), direction: 'maximize' as const, deviation: at('deviation') },
  ]
  const ids = ascending(all.length)
  const front = ids.subarray(0, 2000)
  // With so many wanted, each is compared with the whole front: 8 million comparisons.
  const steps = frontCandidates(ids, objectives, { front, most: all.length })
  expect([...steps].length).toBeGreaterThan(10)
})
