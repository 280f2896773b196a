import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantile, statisticsOf } from '../../fitness/statistics.ts'

const values = fc.array(fc.double({ noNaN: true, min: -1000, max: 1000 }), {
  minLength: 1,
  maxLength: 100,
})

test('count, range, mean and deviation are those of the definitions', () => {
  fc.assert(
    fc.property(values, (numbers) => {
      const statistics = statisticsOf(Float64Array.from(numbers).sort(), 7)
      const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length
      const squares = numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0)
      expect(statistics).toMatchObject({
        count: numbers.length,
        min: Math.min(...numbers) + 0,
        max: Math.max(...numbers) + 0,
      })
      expect(statistics?.mean).toBeCloseTo(mean, 8)
      if (numbers.length === 1) expect(statistics?.standardDeviation).toBeNull()
      else
        expect(statistics?.standardDeviation).toBeCloseTo(
          Math.sqrt(squares / (numbers.length - 1)),
          8,
        )
    }),
  )
})

test('zeros of either sign are given as 0', () => {
  const statistics = statisticsOf(Float64Array.of(-0, -0), 3)
  expect([statistics?.min, statistics?.max, statistics?.mean]).toStrictEqual([0, 0, 0])
})

test('every value is in the one bin whose edges are around it', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 30 }), (numbers, bins) => {
      const { edges, counts } = statisticsOf(Float64Array.from(numbers).sort(), bins)
        ?.histogram ?? {
        edges: [],
        counts: [],
      }
      expect(edges).toHaveLength(counts.length + 1)
      const expected = counts.map(
        (_, bin) =>
          numbers.filter((one) => {
            const isLast = bin === counts.length - 1
            const [low, high] = [edges[bin] as number, edges[bin + 1] as number]
            return one >= low && (isLast ? one <= high : one < high)
          }).length,
      )
      expect(counts).toStrictEqual(expected)
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(numbers.length)
    }),
  )
})

test('quantiles are linear between the values beside them, as R and NumPy have them', () => {
  const sorted = Float64Array.of(1, 2, 4, 8)
  expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantile(sorted, p))).toStrictEqual([1, 1.75, 3, 5, 8])
})

test('equal values have one bin, and of no values there are no statistics', () => {
  expect(statisticsOf(Float64Array.of(0.1, 0.1, 0.1), 5)).toMatchObject({
    mean: 0.1,
    standardDeviation: 0,
    histogram: { edges: [0.1, 0.1], counts: [3] },
  })
  expect(statisticsOf(new Float64Array(), 5)).toBeNull()
})
