import { expect, test } from 'vitest'
import { cholesky } from '../../../fitness/cholesky.ts'
import { columnsOf, correlatedNormals } from '../../../surrogate/worlds/correlated-normals.ts'

const correlations = [
  [1, 0.9, 0],
  [0.9, 1, -0.3],
  [0, -0.3, 1],
]
const budget = {
  instance: 'test',
  epochs: 1,
  among: ['one', 'two', 'three'],
  correlating: cholesky(correlations),
}

test('numbers of the measures correlate as they are told to', () => {
  const columns = columnsOf(correlatedNormals(budget, 1, 'test'), { count: 20_000, measures: 3 })
  for (const [i, row] of correlations.entries()) {
    for (const [j, expected] of row.entries()) {
      const products = columns[i]?.map((value, at) => value * (columns[j]?.[at] as number))
      const mean = (products ?? new Float64Array()).reduce((sum, value) => sum + value, 0) / 20_000
      expect(Math.abs(mean - expected)).toBeLessThan(0.04)
    }
  }
})

test('a number depends on its index alone, not on those that were asked for before', () => {
  const inOrder = correlatedNormals(budget, 1, 'test')
  const numbers = [0, 1, 2].map((index) => [...inOrder(index)])
  const other = correlatedNormals(budget, 1, 'test')
  for (const index of [2, 0, 0, 1, 2]) expect([...other(index)]).toStrictEqual(numbers[index])
  expect([...correlatedNormals(budget, 2, 'test')(0)]).not.toStrictEqual(numbers[0])
})
