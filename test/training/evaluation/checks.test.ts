import { describe, expect, it } from 'vitest'
import { byDistance } from '../../../training/evaluation/by-distance.ts'
import type { Predicted } from '../../../training/evaluation/figures.ts'
import { marginalFigures } from '../../../training/evaluation/marginal-check.ts'
import { normalCumulative } from '../../../training/evaluation/metrics/normal-cumulative.ts'
import { normal, randomOf } from '../../../training/random.ts'

describe('byDistance', () => {
  it('counts and covers each distance on its own, 3 with all that is further', () => {
    const means = Float64Array.of(0, 0, 0, 0, 0, 0)
    const truth = Float64Array.of(1, 2, 1, 1, 3, 0)
    const repeat: Predicted = {
      truth,
      singleRuns: truth,
      means,
      standardDeviations: new Float64Array(6).fill(1),
      groups: new Int32Array(6).fill(-1),
      folds: new Int32Array(6),
      distances: Uint8Array.of(1, 1, 2, 3, 4, 5),
    }
    expect(byDistance([repeat, repeat])).toEqual([
      { distance: 1, architectures: 4, coverage80: 0.5, meanAbsoluteError: 1.5 },
      { distance: 2, architectures: 2, coverage80: 1, meanAbsoluteError: 1 },
      { distance: 3, architectures: 6, coverage80: 4 / 6, meanAbsoluteError: 4 / 3 },
    ])
    expect(byDistance([{ ...repeat, standardDeviations: null }])).toEqual([])
  })
})

describe('marginalFigures', () => {
  const random = randomOf(1, 'marginal')
  const means = Float32Array.from({ length: 4000 }, () => 0.6 + 0.02 * normal(random))
  const standardDeviations = new Float32Array(4000).fill(0.01)
  const drawn = (shift: number) =>
    Array.from(means.slice(0, 900), (mean) => mean + shift + 0.01 * normal(random))

  it('finds no difference between values and the distribution that they come from', () => {
    const { ks, p, published50, predicted50 } = marginalFigures(drawn(0), {
      means,
      standardDeviations,
    })
    expect(ks).toBeLessThan(0.045)
    expect(p).toBeGreaterThan(0.05)
    expect(Math.abs((published50 ?? 0) - (predicted50 ?? 1))).toBeLessThan(0.003)
  })

  it('has the quantiles of predictions that vary more than the values and the means do', () => {
    const values = Array.from({ length: 20 }, (_, at) => 0.6 + 1e-6 * at)
    const wide = { means: new Float32Array(50).fill(0.6), standardDeviations: new Float32Array(50) }
    wide.standardDeviations.fill(0.1)
    const { predicted10, predicted50, predicted90 } = marginalFigures(values, wide)
    expect(predicted10).toBeCloseTo(0.6 - 1.2816 * 0.1, 4)
    expect(predicted50).toBeCloseTo(0.6, 4)
    expect(predicted90).toBeCloseTo(0.6 + 1.2816 * 0.1, 4)
  })

  it('finds a shift of half a deviation', () => {
    const { ks, p } = marginalFigures(drawn(0.012), { means, standardDeviations })
    expect(ks).toBeGreaterThan(0.15)
    expect(p).toBeLessThan(1e-6)
  })
})

it('the normal distribution is that of its tables', () => {
  for (const [x, share] of [
    [0, 0.5],
    [1.2815515655446004, 0.9],
    [-1.959963984540054, 0.025],
    [4, 0.99996832875817],
  ] as const) {
    expect(Math.abs(normalCumulative(x) - share)).toBeLessThan(1e-7)
  }
})
