import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kendallTau, sparseKendallTau } from '../../fitness/kendall-tau.ts'

/** By its definition, over all pairs. */
function pairwise(x: readonly number[], y: readonly number[]): number | null {
  let difference = 0
  let inX = 0
  let inY = 0
  for (let a = 0; a < x.length; a++) {
    for (let b = 0; b < a; b++) {
      const byX = Math.sign((x[a] ?? 0) - (x[b] ?? 0))
      const byY = Math.sign((y[a] ?? 0) - (y[b] ?? 0))
      difference += byX * byY
      inX += Math.abs(byX)
      inY += Math.abs(byY)
    }
  }
  return inX === 0 || inY === 0 ? null : difference / Math.sqrt(inX * inY)
}

describe('kendallTau', () => {
  it('is the figure that scipy.stats.kendalltau documents', () => {
    expect(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.47140452079103173, 14)
  })

  it('is what its definition over all pairs gives, with ties or without', () => {
    const pairs = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 40 })),
    )
    fc.assert(
      fc.property(pairs, (list) => {
        const x = list.map(([value]) => value)
        const y = list.map(([, value]) => value)
        const expected = pairwise(x, y)
        const found = kendallTau(x, y)
        if (expected === null) expect(found).toBeNull()
        else expect(found).toBeCloseTo(expected, 12)
      }),
    )
  })

  it('is 1 for the same order, -1 for the reverse and null for a constant', () => {
    expect(kendallTau([3, 1, 2], [30, 10, 20])).toBe(1)
    expect(kendallTau([3, 1, 2], [-30, -10, -20])).toBe(-1)
    expect(kendallTau([3, 1, 2], [5, 5, 5])).toBeNull()
    expect(kendallTau([], [])).toBeNull()
  })

  it('takes 100,000 values in less time than all pairs of 10,000', () => {
    // Points on an ellipse with the correlation cos 1, evenly in time.
    const ellipse = (length: number) => [
      Array.from({ length }, (_, at) => Math.sin(at)),
      Array.from({ length }, (_, at) => Math.sin(at + 1)),
    ]
    const time = (tau: typeof pairwise, [x = [], y = []]: number[][]) => {
      const started = process.cpuUsage()
      expect(tau(x, y)).toBeCloseTo(1 - 2 / Math.PI, 3)
      return process.cpuUsage(started).user
    }
    const found = time(kendallTau, ellipse(100_000))
    expect(found).toBeLessThan(time(pairwise, ellipse(10_000)))
  })
})

describe('sparseKendallTau', () => {
  it('ignores differences below the step', () => {
    const truth = [0.9001, 0.9002, 0.95, 0.97]
    const predicted = [0.9, 0.8999, 0.96, 0.98]
    expect(kendallTau(truth, predicted)).toBeCloseTo(4 / 6, 14)
    expect(sparseKendallTau(truth, predicted, 0.001)).toBe(1)
  })
})
