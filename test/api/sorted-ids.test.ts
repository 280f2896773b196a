import { expect, test } from 'vitest'
import { sortedIds } from '../../api/operations/listing/sorted-ids.ts'
import { lastOf } from '../support/last-of.ts'
import { testRelease, testServed } from '../support/served.ts'
import { viewed } from '../support/viewed.ts'

const ids = Uint32Array.of(2, 5, 9)
const column = (id: number) => -id

test('an order is made once and kept while it is asked for, and few others are', async () => {
  const { release } = await testServed()
  const order = (name: string) => lastOf(sortedIds(release, { ids }, { name, column }))
  const first = order('first')
  const second = order('second')
  expect([...first.ids]).toStrictEqual([9, 5, 2])
  for (let other = 0; other < 100; other++) {
    order(`other ${other}`)
    expect(order('first')).toBe(first)
  }
  expect(order('second')).not.toBe(second)
})

test('another release has orders of its own', async () => {
  const { space, release } = await testServed()
  const next = viewed(testRelease(space), space)
  const sorting = { name: 'same', column }
  const before = lastOf(sortedIds(release, { ids }, sorting))
  const own = lastOf(sortedIds(next, { ids: Uint32Array.of(1) }, sorting))
  expect([...own.ids]).toStrictEqual([1])
  expect(lastOf(sortedIds(release, { ids }, sorting))).toBe(before)
})

test('others get their turn while many rows are sorted, and who sorts at the same time gets the same', async () => {
  const { release, space } = await testServed()
  const every = Uint32Array.from({ length: space.size }, (_, id) => id)
  const steps = () => sortedIds(release, { ids: every }, { name: 'many', column })
  const [one, other] = [steps(), steps()]
  let turns = 0
  for (; one.next().done !== true; turns++) other.next()
  expect(turns).toBeGreaterThan(15)
  const order = lastOf(other)
  expect(lastOf(steps())).toBe(order)
  expect(order.ids.slice(0, 2)).toStrictEqual(Uint32Array.of(space.size - 1, space.size - 2))
})
