import fc from 'fast-check'
import { expect, test } from 'vitest'
import { descendingOrder, orderOf, sortedBy } from '../../fitness/order.ts'
import { radixOrder } from '../../fitness/radix-order.ts'
import { ascending } from '../../fitness/selected.ts'
import { lastOf } from '../support/last-of.ts'

const number = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, -Number.MIN_VALUE),
  fc.float().map(Math.fround),
)

/** What comes first by comparison: missing last, equal ones as they were. */
function naiveOrder(numbers: readonly number[], descending: boolean): number[] {
  return [...numbers.keys()].sort((left, right) => {
    const [a, b] = [numbers[left] as number, numbers[right] as number]
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    if (a === b) return 0
    return a < b === descending ? 1 : -1
  })
}

test.each([false, true])('descending %s is the order that comparing gives', (descending) => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 200 }), (numbers) => {
      const numberOf = (item: number) => numbers[item] as number
      const sorted = lastOf(radixOrder(ascending(numbers.length), numberOf))
      const order = descending
        ? descendingOrder(lastOf(sortedBy(sorted, numberOf)))
        : orderOf(sorted)
      const walked = numbers.map((_, position) => order.idAt(position))
      const jumped = numbers.map((_, position) => order.idAt((position * 7) % numbers.length))
      expect(jumped).toStrictEqual(numbers.map((_, at) => walked[(at * 7) % numbers.length]))
      expect(walked).toStrictEqual(naiveOrder(numbers, descending))
    }),
  )
})

test('orders one after the other make a lexicographic order', () => {
  const rows = [
    [2, 1],
    [1, 2],
    [2, 0],
    [1, 1],
  ]
  const by = (order: Uint32Array, column: 0 | 1) =>
    lastOf(radixOrder(order, (item) => rows[item]?.[column] as number))
  expect([...by(by(ascending(4), 1), 0)]).toStrictEqual([3, 1, 2, 0])
})
