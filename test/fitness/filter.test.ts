import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONDITION_OPERATORS } from '../../fitness/condition.ts'
import { filtered, filterOf, pageOf, passes, passing } from '../../fitness/filter.ts'
import { orderOf } from '../../fitness/order.ts'
import { ascending } from '../../fitness/selected.ts'
import { COMPARED } from '../support/compared.ts'

const SIZE = 10_000
const ids = ascending(SIZE)
const column = (id: number) => (id % 11 === 0 ? Number.NaN : (id * 7919) % 1009)

const filter = fc
  .tuple(fc.constantFrom(...CONDITION_OPERATORS), fc.nat(1009))
  .map(([operator, value]) => filterOf(column, operator, value))

test('each operator compares as it says, and what is missing meets no condition', () => {
  const number = fc.oneof(
    fc.constantFrom(0, -0, 0.1, 5, 5e-324, -5e-324),
    fc.double({ noNaN: true }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...CONDITION_OPERATORS), number, number, (operator, one, other) => {
      const keeps = (value: number) => passes([filterOf(() => value, operator, other)], 0)
      expect(keeps(one)).toBe(COMPARED[operator](one, other))
      expect(keeps(other)).toBe(COMPARED[operator](other, other))
      expect(keeps(Number.NaN)).toBe(false)
    }),
  )
})

test('many are asked at once with the same answers as one by one, in any order', () => {
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 3 }), fc.nat(SIZE), (filters, start) => {
      const keeps = passing(ids, filters)
      const kept = ids.map((id) => (id * 3 + start) % SIZE).filter(keeps)
      expect(kept.sort()).toStrictEqual(filtered(ids, filters))
    }),
    { numRuns: 30 },
  )
})

test('pages one after the other are the whole', () => {
  fc.assert(
    fc.property(
      fc.array(filter, { maxLength: 2 }),
      fc.integer({ min: 1, max: 3000 }),
      (filters, limit) => {
        const all: number[] = []
        for (let from: number | null = 0; from !== null; ) {
          const page = pageOf(orderOf(ids), passing(ids, filters), { from, limit })
          expect(page.ids.length).toBe(page.next === null ? page.ids.length : limit)
          all.push(...page.ids)
          from = page.next
        }
        expect(all).toStrictEqual([...filtered(ids, filters)])
      },
    ),
    { numRuns: 30 },
  )
})
