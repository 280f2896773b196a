import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MEAN_BITS, roundedDown, roundedTo, roundedUp } from '../../surrogate/rounding.ts'
import {
  distributionOf,
  restored,
  type Transform,
  targetRange,
  transformed,
} from '../../training/transform.ts'

const FRACTION: Transform = { kind: 'identity', least: 0, most: 1 }
const TRAIN: Transform = {
  kind: 'log',
  side: 'below',
  bound: 1 + 1 / 9984,
  distanceMin: 1 / 9984,
  distanceMax: 0.2,
}
const TIME: Transform = { kind: 'log', side: 'above', bound: 0, distanceMin: 10, distanceMax: 9000 }
const ALL = [FRACTION, TRAIN, TIME]

/** Moments of a clipped normal target, by a fine sum. */
function integrated(transform: Transform, mean: number, deviation: number) {
  const [least, most] = targetRange(transform)
  const value = (target: number) => {
    if (transform.kind === 'identity') return target
    const distance = Math.exp(target)
    return transform.side === 'above' ? transform.bound + distance : transform.bound - distance
  }
  let [weights, first, second] = [0, 0, 0]
  for (let z = -8; z <= 8; z += 0.002) {
    const weight = Math.exp((-z * z) / 2)
    const own = value(Math.min(most, Math.max(least, mean + deviation * z)))
    weights += weight
    first += weight * own
    second += weight * own * own
  }
  const centre = first / weights
  return { mean: centre, deviation: Math.sqrt(Math.max(0, second / weights - centre ** 2)) }
}

describe('restored', () => {
  it('has the moments of the distribution, clipped to its range', () => {
    for (const transform of ALL) {
      const [least, most] = targetRange(transform)
      for (const share of [0.1, 0.5, 0.9]) {
        for (const width of [0.01, 0.1, 0.3]) {
          const mean = least + share * (most - least)
          const deviation = width * (most - least)
          const exact = integrated(transform, mean, deviation)
          const own = restored(transform, mean, deviation)
          // Eleven nodes see the edges of a range within a tenth of the deviation.
          expect(Math.abs(own.mean - exact.mean)).toBeLessThan(0.1 * exact.deviation + 1e-12)
          expect(own.deviation / exact.deviation).toBeGreaterThan(0.9)
          expect(own.deviation / exact.deviation).toBeLessThan(1.1)
        }
      }
    }
  })

  it('never leaves the range, however far off the model is, and spreads at most half of it', () => {
    const wild = fc.double({ min: -1e3, max: 1e3, noNaN: true })
    const wide = fc.double({ min: 0, max: 1e3, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(...ALL), wild, wide, (transform, mean, deviation) => {
        const { least, most } = distributionOf(transform, { noise: 0.1, runs: 1 })
        const own = restored(transform, mean, deviation)
        expect(own.mean).toBeGreaterThanOrEqual(least)
        expect(own.mean).toBeLessThanOrEqual(most)
        expect(own.deviation).toBeLessThanOrEqual(0.5 * (most - least) * (1 + 1e-9))
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps a train accuracy possible where the unbounded moments were -0.665 and 4.81', () => {
    // Distance 1.665 on average with deviation 4.81: a log-normal of variance log(1 + (4.81/1.665)²).
    const variance = Math.log1p((4.81 / 1.665) ** 2)
    const mean = Math.log(1.665) - variance / 2
    const own = restored(TRAIN, mean, Math.sqrt(variance))
    expect(own.mean).toBeGreaterThan(0.8)
    expect(own.mean).toBeLessThan(1)
    expect(own.deviation).toBeLessThan(0.1)
  })
})

describe('transformed', () => {
  it('takes what lies beyond a limit as the limit', () => {
    expect(transformed(FRACTION, 1.2)).toBe(1)
    expect(transformed(TRAIN, 0.1)).toBeCloseTo(Math.log(0.2), 12)
    expect(transformed(TRAIN, 2)).toBeCloseTo(Math.log(1 / 9984), 12)
    expect(transformed(TIME, 0)).toBeCloseTo(Math.log(10), 12)
  })
})

describe('a bound', () => {
  it('is rounded outward, so that rounded means do not pass it', () => {
    const number = fc.double({ min: -1e4, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(number, fc.double({ min: 0, max: 1, noNaN: true }), (value, below) => {
        const [down, up] = [roundedDown(MEAN_BITS, value), roundedUp(MEAN_BITS, value)]
        expect(down).toBeLessThanOrEqual(value)
        expect(up).toBeGreaterThanOrEqual(value)
        expect([down, up].map((bound) => roundedTo(MEAN_BITS, bound))).toEqual([down, up])
        const inside = value - below * Math.abs(value)
        expect(roundedTo(MEAN_BITS, inside)).toBeLessThanOrEqual(up)
      }),
    )
  })
})
