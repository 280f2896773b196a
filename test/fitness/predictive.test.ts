import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cholesky } from '../../fitness/cholesky.ts'
import type { Distribution } from '../../fitness/distribution.ts'
import { drawnValue, predictiveDeviation } from '../../fitness/predictive.ts'

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  fc.record({
    family: fc.constant('normal' as const),
    noise: double(0, 0.2),
    least: double(0, 0.3),
    most: double(0.7, 1),
    runs: fc.integer({ min: 1, max: 10 }),
  }),
  fc
    .record({
      family: fc.constant('log-normal' as const),
      side: fc.constantFrom('above' as const, 'below' as const),
      noise: double(0, 0.5),
      least: double(0, 0.3),
      most: double(0.7, 1),
      runs: fc.integer({ min: 1, max: 10 }),
    })
    .map((one) => ({ ...one, bound: one.side === 'above' ? -0.1 : 1.1 })),
)

test('the truth deviates no more than the mean of runs, and the mean of one run as that run', () => {
  fc.assert(
    fc.property(distributions, double(0.31, 0.69), double(0, 0.4), (one, mean, ofRun) => {
      const of = (deviation: 'run' | 'mean' | 'truth') =>
        predictiveDeviation(one, mean, ofRun, deviation)
      expect(of('run')).toBe(ofRun)
      expect(of('truth')).toBeLessThanOrEqual(of('mean'))
      expect(of('mean')).toBeLessThanOrEqual(ofRun + 1e-7)
      const single = predictiveDeviation({ ...one, runs: 1 }, mean, ofRun, 'mean')
      // Of a log-normal distribution a deviation below 1e-7 of the distance is lost in 1 + ratio².
      expect(Math.abs(single - ofRun)).toBeLessThan(1e-7)
      const many = predictiveDeviation({ ...one, runs: 1e12 }, mean, ofRun, 'mean')
      expect(many).toBeCloseTo(of('truth'), 6)
    }),
  )
})

test('the deviation of the truth of a log-normal measure is that of the mean over runs', () => {
  // The distance is exp(truth + noise): of its expectation over the noise the deviation is known.
  const [centre, spread, noise] = [-1, 0.3, 0.2]
  const moments = (variance: number, shift = 0) => {
    const first = Math.exp(centre + shift + variance / 2)
    return { mean: first, deviation: first * Math.sqrt(Math.exp(variance) - 1) }
  }
  const run = moments(spread ** 2 + noise ** 2)
  const truth = moments(spread ** 2, noise ** 2 / 2)
  expect(truth.mean).toBeCloseTo(run.mean, 12)
  const one = {
    family: 'log-normal',
    side: 'below',
    bound: 1,
    noise,
    least: -9,
    most: 1,
    runs: 3,
  } as const
  expect(predictiveDeviation(one, 1 - run.mean, run.deviation, 'truth')).toBeCloseTo(
    truth.deviation,
    12,
  )
})

test('no draw passes the bounds, however far the normal number is', () => {
  fc.assert(
    fc.property(
      distributions,
      double(0.31, 0.69),
      double(0, 0.5),
      double(-6.4, 6.4),
      (one, mean, ofRun, normal) => {
        const value = drawnValue(one, mean, ofRun, normal)
        expect(value).toBeGreaterThanOrEqual(one.least)
        expect(value).toBeLessThanOrEqual(one.most)
      },
    ),
    { numRuns: 5000 },
  )
})

test('without a deviation every draw is the mean', () => {
  fc.assert(
    fc.property(distributions, double(-6, 6), (one, normal) => {
      expect(drawnValue(one, 0.5, 0, normal)).toBeCloseTo(0.5, 6)
    }),
  )
})

test('the Cholesky factor times its transpose is the matrix', () => {
  const matrix = [
    [1, 0.5, -0.2],
    [0.5, 1, 0.3],
    [-0.2, 0.3, 1],
  ]
  const factor = cholesky(matrix)
  for (const [i, row] of matrix.entries()) {
    for (const [j, entry] of row.entries()) {
      let sum = 0
      for (let k = 0; k <= Math.min(i, j); k++) sum += (factor[i]?.[k] ?? 0) * (factor[j]?.[k] ?? 0)
      expect(sum).toBeCloseTo(entry, 14)
    }
  }
  expect(() =>
    cholesky([
      [1, 1],
      [1, 1],
    ]),
  ).toThrow('not positive definite')
  expect(() =>
    cholesky([
      [1, 2],
      [2, 1],
    ]),
  ).toThrow('not positive definite')
})
