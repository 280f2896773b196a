import { expect, test } from 'vitest'
import { randomNormal } from '../../../fitness/random-normal.ts'
import { panelProducts, toPanels, wholePanels } from '../../../surrogate/worlds/panels.ts'

const normal = randomNormal(2, { instance: 'test', epochs: 1, measure: 'panels' })
const rowsOf = (count: number, width: number) =>
  Array.from({ length: count }, (_, row) =>
    Float64Array.from({ length: width }, (_, column) => normal(row * width + column)),
  )

function inOrder(row: Float64Array, vector: Float64Array): number {
  let sum = 0
  for (const [at, value] of row.entries()) sum += value * (vector[at] as number)
  return sum
}

test.each([
  [1, 1],
  [8, 6],
  [21, 43],
])('the products of %i rows of %i columns are sums in the order of the columns', (count, width) => {
  const rows = rowsOf(count, width)
  const vector = Float64Array.from({ length: width }, (_, at) => normal(1e6 + at))
  const out = new Float64Array(wholePanels(count)).fill(Number.NaN)
  panelProducts(toPanels(rows, width), vector, out)
  const expected = rows.map((row) => inOrder(row, vector))
  expect([...out]).toStrictEqual([...expected, ...out.subarray(count).fill(0)])
})

test('the place of a row among others does not change its bits', () => {
  const rows = rowsOf(19, 30)
  const vector = Float64Array.from({ length: 30 }, (_, at) => normal(1e6 + at))
  const of = (some: readonly Float64Array[]) => {
    const out = new Float64Array(wholePanels(some.length))
    panelProducts(toPanels(some, 30), vector, out)
    return [...out.subarray(0, some.length)]
  }
  expect(of(rows.toReversed())).toStrictEqual(of(rows).toReversed())
  expect(of(rows.slice(7))).toStrictEqual(of(rows).slice(7))
})
