import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { averageRanks, spearman } from '../../../../fitness/spearman.ts'
import { coverage } from '../../../../training/evaluation/metrics/coverage.ts'
import { meanAbsoluteError, rSquared } from '../../../../training/evaluation/metrics/errors.ts'
import { regret } from '../../../../training/evaluation/metrics/regret.ts'
import { sparseStep } from '../../../../training/evaluation/metrics/sparse-step.ts'
import { normal, randomOf } from '../../../../training/random.ts'

describe('spearman', () => {
  it('is the figure that scipy.stats.spearmanr documents', () => {
    expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 14)
    expect(spearman([1, 2, 3], [4, 4, 4])).toBeNull()
  })

  it('ranks as counting the smaller and the equal ones does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
        const counted = values.map((value) => {
          const smaller = values.filter((other) => other < value).length
          const equal = values.filter((other) => other === value).length
          return smaller + (equal + 1) / 2
        })
        expect([...averageRanks(values)]).toEqual(counted)
      }),
    )
  })
})

describe('rSquared and meanAbsoluteError', () => {
  it('are the figures that scikit-learn documents', () => {
    const truth = [3, -0.5, 2, 7]
    const predicted = [2.5, 0, 2, 8]
    expect(rSquared(truth, predicted)).toBeCloseTo(0.9486081370449679, 14)
    expect(meanAbsoluteError(truth, predicted)).toBe(0.5)
  })

  it('give 0 for the mean, less for worse and null where nothing varies', () => {
    expect(rSquared([1, 2, 3], [2, 2, 2])).toBe(0)
    expect(rSquared([1, 2, 3], [3, 2, 1])).toBe(-3)
    expect(rSquared([2, 2], [1, 3])).toBeNull()
    // The mean of these is not quite 0.9.
    expect(rSquared(new Float64Array(24).fill(0.9), new Float64Array(24).fill(0.9))).toBeNull()
    expect(rSquared([], [])).toBeNull()
    expect(meanAbsoluteError([], [])).toBeNull()
  })
})

describe('regret', () => {
  const truth = [0.5, 0.9, 0.7, 0.8]

  it('is the best less the best of the k best predicted', () => {
    const predicted = [0.9, 0.1, 0.8, 0.7]
    const of = (k: number) => regret(truth, predicted, { k, direction: 'maximize' })
    expect(of(1)).toBeCloseTo(0.4, 14)
    expect(of(2)).toBeCloseTo(0.2, 14)
    expect(of(3)).toBeCloseTo(0.1, 14)
    expect(of(4)).toBe(0)
    expect(of(10)).toBe(0)
  })

  it('looks for the smallest where less is better', () => {
    const choice = { k: 1, direction: 'minimize' } as const
    expect(regret(truth, [1, 2, 3, 4], choice)).toBe(0)
    expect(regret(truth, [4, 3, 1, 2], choice)).toBeCloseTo(0.2, 14)
  })

  it('gains nothing from the order of the rows where predictions are equal', () => {
    const choice = { k: 1, direction: 'maximize' } as const
    expect(regret([0.9, 0.5], [1, 1], choice)).toBeCloseTo(0.4, 14)
    expect(regret([0.5, 0.9], [1, 1], choice)).toBeCloseTo(0.4, 14)
  })
})

describe('coverage', () => {
  it('counts what is within z standard deviations', () => {
    const gaussian = { means: [0, 0, 0, 0], standardDeviations: [1, 1, 1, 0.1] }
    const truth = [0.67, -0.68, 1.29, 0.05]
    expect(coverage(truth, gaussian, 50)).toBe(0.5)
    expect(coverage(truth, gaussian, 80)).toBe(0.75)
    expect(coverage(truth, gaussian, 95)).toBe(1)
  })

  it('is what its name says for normal values', () => {
    const random = randomOf(1, 'coverage')
    const truth = Float64Array.from({ length: 20_000 }, () => 3 + 2 * normal(random))
    const gaussian = {
      means: new Float64Array(20_000).fill(3),
      standardDeviations: new Float64Array(20_000).fill(2),
    }
    for (const percent of [50, 80, 95] as const) {
      expect(Math.abs((coverage(truth, gaussian, percent) ?? 0) - percent / 100)).toBeLessThan(0.01)
    }
  })
})

describe('sparseStep', () => {
  it('is 0.001 for fractions and three digits of the range for others', () => {
    expect(sparseStep('fraction', [0, 1])).toBe(0.001)
    expect(sparseStep('coefficient', [-1, 1])).toBe(0.001)
    expect(sparseStep('millisecond', [3, 50, Number.NaN])).toBe(0.1)
    expect(sparseStep('second', [30, 500])).toBe(1)
    expect(sparseStep('second', [5, 5])).toBe(1)
  })
})
