import { describe, expect, it } from 'vitest'
import { modelFigures, type Predicted } from '../../../training/evaluation/figures.ts'
import { normal, randomOf } from '../../../training/random.ts'

const OPTIONS = { direction: 'maximize', sparseStep: 0.001 } as const

/** Normal truth and predictions that explain some of it, in groups of `size` rows. */
function predicted(rows: number, size: number, seed: number): Predicted {
  const random = randomOf(seed, 'figures')
  const shifts = Array.from({ length: Math.ceil(rows / size) }, () => normal(random))
  const means = Float64Array.from({ length: rows }, () => normal(random))
  // An error that a whole group shares makes its rows tell less than as many others.
  const truth = means.map((mean, row) => mean + (shifts[Math.floor(row / size)] ?? 0))
  return {
    truth,
    singleRuns: truth,
    means,
    standardDeviations: new Float64Array(rows).fill(1),
    groups: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / size)),
    folds: Int32Array.from({ length: rows }, (_, row) => row % 5),
    distances: new Uint8Array(rows).fill(1),
  }
}

const width = ([low, high]: readonly [number, number]) => high - low

describe('modelFigures', () => {
  it('is the figure of all folds together, its mean over the repeats, and the mean over the folds', () => {
    const a = predicted(100, 1, 1)
    const b = predicted(100, 1, 2)
    const of = (...repeats: Predicted[]) => modelFigures(repeats, OPTIONS, { of: [], seed: 1 })
    const tau = (figures: ReturnType<typeof of>) => figures.pooled.tau.value ?? Number.NaN
    expect(tau(of(a, b))).toBeCloseTo((tau(of(a)) + tau(of(b))) / 2, 12)
    expect(of(a).pooled.tau.interval).toBeNull()
    const folds = [0, 1, 2, 3, 4].map((fold) => {
      const rows = [...a.folds.keys()].filter((row) => a.folds[row] === fold)
      const taken = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] ?? 0)
      const part = {
        ...a,
        truth: taken(a.truth),
        means: taken(a.means),
        singleRuns: taken(a.truth),
      }
      const deviations = new Float64Array(20).fill(1)
      const ints = { groups: new Int32Array(20).fill(-1), folds: new Int32Array(20) }
      return tau(of({ ...part, ...ints, standardDeviations: deviations }))
    })
    expect(of(a).foldTau).toBeCloseTo(folds.reduce((sum, value) => sum + value, 0) / 5, 12)
  })

  it('has intervals that hold the figure and are wider where whole groups err together', () => {
    const intervalOf = (size: number) => {
      const figures = modelFigures([predicted(300, size, 3)], OPTIONS, {
        of: ['coverage80'],
        seed: 1,
      })
      const { value, interval } = figures.pooled.coverage80
      if (value === null || interval === null) throw new Error('There is no interval')
      expect(interval[0]).toBeLessThan(value)
      expect(interval[1]).toBeGreaterThan(value)
      return interval
    }
    // Of a share p of 300 rows that are independent: 2 · 1.96 · sqrt(p (1 - p) / 300).
    expect(width(intervalOf(1))).toBeCloseTo(2 * 1.96 * Math.sqrt((0.8 * 0.2) / 300), 1)
    expect(width(intervalOf(20))).toBeGreaterThan(2 * width(intervalOf(1)))
  })

  it('states no coverage for a model without standard deviations', () => {
    const { pooled } = modelFigures(
      [{ ...predicted(50, 1, 1), standardDeviations: null }],
      OPTIONS,
      { of: ['coverage80'], seed: 1 },
    )
    expect(pooled.coverage80).toEqual({ value: null, interval: null })
    expect(pooled.tau.value).not.toBeNull()
  })
})
