import { expect, test } from 'vitest'
import { sortedIds } from '../../api/operations/listing/sorted-ids.ts'
import { testRelease, testServed } from '../support/served.ts'
import { viewed } from '../support/viewed.ts'

const ids = Uint32Array.of(2, 5, 9)
const column = (id: number) => -id

test('an order is made once and kept while it is asked for, and few others are', async () => {
  const { release } = await testServed()
  const order = (name: string) => sortedIds(release, { ids }, { name, column })
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
  const before = sortedIds(release, { ids }, sorting)
  expect([...sortedIds(next, { ids: Uint32Array.of(1) }, sorting).ids]).toStrictEqual([1])
  expect(sortedIds(release, { ids }, sorting)).toBe(before)
})
