import { expect, test } from 'vitest'
import { distanceProfile } from '../../landscape/distance-profile.ts'

const NONE = Number.NaN

test('each distance has its architectures and the quantiles of their fitness, without the best', () => {
  const fitness = Float64Array.of(0.9, 0.5, 0.7, 0.6, 0.4, NONE, 0.8)
  const distances = Float64Array.of(0, 1, 1, 1, 2, 1, NONE)
  const { levels, best } = distanceProfile(fitness, distances, 0)
  expect(best).toBe(0)
  expect(levels).toStrictEqual([
    { distance: 1, architectures: 3, quantiles: [0.5, 0.6, 0.6, 0.7, 0.7] },
    { distance: 2, architectures: 1, quantiles: [0.4, 0.4, 0.4, 0.4, 0.4] },
  ])
})

test('the line is the least-squares line of the fitness over the distance', () => {
  const fitness = Float64Array.of(1, 0.5, 0.7, 0.4, 0.2)
  const { slope, intercept, correlation } = distanceProfile(
    fitness,
    Float64Array.of(0, 1, 1, 2, 2),
    0,
  )
  expect(slope).toBeCloseTo(-0.3, 12)
  expect(intercept).toBeCloseTo(0.9, 12)
  // -0.3 / sqrt(.13 / 4 * 4)
  expect(correlation).toBeCloseTo(-0.3 / Math.sqrt(0.13), 12)
})

test('where all are equally far there is no line', () => {
  const found = distanceProfile(Float64Array.of(1, 0.5, 0.7), Float64Array.of(0, 3, 3), 0)
  expect(found).toMatchObject({ slope: null, intercept: null, correlation: null })
})
