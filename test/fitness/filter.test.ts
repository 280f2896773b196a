import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Filter, filtered, pageOf, passes, passing } from '../../fitness/filter.ts'
import { orderOf } from '../../fitness/order.ts'
import { ascending } from '../../fitness/selected.ts'

const SIZE = 10_000
const ids = ascending(SIZE)
const column = (id: number) => (id % 11 === 0 ? Number.NaN : (id * 7919) % 1009)

const filter = fc
  .tuple(fc.nat(1009), fc.nat(1009), fc.boolean())
  .map(([one, other, open]): Filter => {
    const [min, max] = [Math.min(one, other), Math.max(one, other)]
    return { column, min: open ? Number.NEGATIVE_INFINITY : min, max }
  })

test('bounds are inclusive, and what is missing is outside even of no bounds', () => {
  const keeps = (min: number, max: number) => passes([{ column: () => 5, min, max }], 0)
  expect([keeps(5, 5), keeps(4, 6), keeps(5.1, 6), keeps(4, 4.9)]).toStrictEqual([
    true,
    true,
    false,
    false,
  ])
  const none = { column: () => Number.NaN, min: -Infinity, max: Infinity }
  expect(passes([none], 0)).toBe(false)
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
