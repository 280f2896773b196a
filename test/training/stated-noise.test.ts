import fc from 'fast-check'
import { expect, test } from 'vitest'
import { predictiveDeviation } from '../../fitness/predictive.ts'
import { statedNoise } from '../../training/model.ts'
import { distributionOf, restored, type Transform } from '../../training/transform.ts'

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
// Of one measure: the variance of the process at a cell, that between runs, and how far both are scaled.
const measures = fc.record({
  variance: number(0.01, 2),
  noise: number(0, 2),
  spread: number(0.001, 0.05),
  support: fc.tuple(number(0.3, 3), number(0.3, 3), number(0.3, 3)),
})
const identity: Transform = { kind: 'identity', least: -100, most: 100 }

test('calibration leaves something of every run for the truth, and noise is the rest', () => {
  fc.assert(
    fc.property(measures, ({ variance, noise, spread, support }) => {
      const stated = statedNoise({ noise, spread, support })
      const distribution = distributionOf(identity, { noise: stated, runs: 3 })
      for (const factor of support) {
        const deviation = factor * spread * Math.sqrt(variance + noise)
        const run = restored(identity, 0.5, deviation).deviation
        const truth = predictiveDeviation(distribution, 0.5, run, 'truth')
        expect(truth).toBeGreaterThan(0.999 * factor * spread * Math.sqrt(variance))
        expect(truth).toBeLessThanOrEqual(run)
        expect(truth ** 2 + stated ** 2).toBeCloseTo(run ** 2, 10)
      }
    }),
  )
})

test('stated noise is what was measured where calibration shrinks nothing', () => {
  const measured = { noise: 0.5, spread: 0.02 }
  const stated = (...support: [number, number, number]) => statedNoise({ ...measured, support })
  expect(stated(1, 1.2, 1.5)).toBeCloseTo(0.02 * Math.sqrt(0.5), 12)
  expect(stated(0.5, 1.2, 1.5)).toBeCloseTo(0.01 * Math.sqrt(0.5), 12)
})
