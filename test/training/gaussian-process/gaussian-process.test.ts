import { beforeAll, describe, expect, it } from 'vitest'
import type { Space } from '../../../space/space.ts'
import { cholesky, inverseOf, multiply } from '../../../surrogate/linear-algebra.ts'
import { fitFeatures } from '../../../training/gaussian-process/fit-features.ts'
import { fitKernel, likelihoodOf } from '../../../training/gaussian-process/fit-kernel.ts'
import { covariances } from '../../../training/gaussian-process/kernel.ts'
import { minimize } from '../../../training/gaussian-process/minimize.ts'
import {
  exactPosterior,
  predictPosterior,
  sparsePosterior,
} from '../../../training/gaussian-process/posterior.ts'
import { gaussianData, truthOf } from '../../support/gaussian-data.ts'
import { testSpace } from '../../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

describe('linear algebra', () => {
  it('inverts a positive definite matrix', () => {
    const n = 7
    const matrix = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n]
      return 1 / (1 + Math.abs(i - j)) + (i === j ? 1 : 0)
    })
    const factor = matrix.slice()
    expect(cholesky(factor, n)).toBe(true)
    const inverse = inverseOf(factor, n)
    for (let i = 0; i < n; i++) {
      const unit = multiply(inverse, n, matrix.slice(i * n, (i + 1) * n))
      for (let j = 0; j < n; j++) expect(unit[j]).toBeCloseTo(i === j ? 1 : 0, 10)
    }
  })

  it('says when a matrix is not positive definite', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBe(false)
  })
})

describe('minimize', () => {
  it('finds the minimum of Rosenbrock’s function', () => {
    const [x, y] = minimize(
      ([a = 0, b = 0]) => ({
        value: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
        gradient: Float64Array.of(-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)),
      }),
      Float64Array.of(-1.2, 1),
      { iterations: 200, lower: -5, upper: 5 },
    )
    expect(x).toBeCloseTo(1, 2)
    expect(y).toBeCloseTo(1, 2)
  })

  it('stays within the bounds', () => {
    const [x] = minimize(
      ([a = 0]) => ({ value: a, gradient: Float64Array.of(1) }),
      Float64Array.of(0),
      { iterations: 50, lower: -3, upper: 3 },
    )
    expect(x).toBe(-3)
  })
})

describe('likelihoodOf', () => {
  it('has the derivative that differences show', () => {
    const n = 5
    const base = Float64Array.from({ length: n * n }, (_, at) =>
      Math.exp(-Math.abs(Math.floor(at / n) - (at % n))),
    )
    for (let i = 0; i < n; i++) base[i * n + i] = 1.5
    const values = Float64Array.of(0.3, -1, 0.4, 2, -0.7)
    const { slope } = likelihoodOf(base, values) as { slope: Float64Array }
    for (const [i, j] of [
      [0, 0],
      [1, 3],
      [2, 4],
    ] as const) {
      const moved = (step: number) => {
        const matrix = base.slice()
        matrix[i * n + j] = (matrix[i * n + j] as number) + step
        if (i !== j) matrix[j * n + i] = (matrix[j * n + i] as number) + step
        return (likelihoodOf(matrix, values) as { value: number }).value
      }
      const difference = (moved(1e-6) - moved(-1e-6)) / 2e-6
      expect((slope[i * n + j] as number) * (i === j ? 1 : 2)).toBeCloseTo(difference, 5)
    }
  })
})

describe.each(['additive', 'product'] as const)('a Gaussian process with an %s kernel', (kind) => {
  it('learns a smooth function and its noise, and knows what it does not know', () => {
    const { rows, target, standardisation, raw } = gaussianData(space, 160)
    const options = { kind, standardisation, iterations: 25 }
    const { kernel, scales } = fitKernel(rows, [target], options)
    const noise = scales[0]?.noise as number
    const noises = target.noiseShares.map((share) => share * noise)
    const width = rows.length / 160
    const half = rows.slice(0, 80 * width)
    const posterior = exactPosterior({
      kernel,
      rows: half,
      values: target.values.slice(0, 80),
      noises: noises.slice(0, 80),
    })
    const { means, variances } = predictPosterior(posterior, rows)
    const error = (from: number) => {
      let sum = 0
      for (let at = from; at < from + 80; at++) {
        sum += ((means[at] as number) - (target.values[at] as number)) ** 2
      }
      return sum / 80
    }
    expect(error(80)).toBeLessThan(0.25) // of a variance of 1
    const mean = (from: number) => variances.slice(from, from + 80).reduce((s, v) => s + v) / 80
    expect(mean(80)).toBeGreaterThan(mean(0))
    expect(raw.length).toBe(160)
  })
})

describe('the sparse posterior', () => {
  it('is the exact one when every row is inducing', () => {
    const { rows, target, standardisation } = gaussianData(space, 60)
    const { kernel } = fitKernel(rows, [target], {
      kind: 'product',
      standardisation,
      iterations: 5,
    })
    const noise = 0.1
    const noises = target.noiseShares.map((share) => share * noise)
    const input = { kernel, rows, values: target.values, noises }
    const exact = predictPosterior(exactPosterior(input), rows)
    const sparse = predictPosterior(
      sparsePosterior(input, { inducing: rows, varianceRows: 60 }),
      rows,
    )
    for (const [at, mean] of exact.means.entries()) {
      expect(sparse.means[at]).toBeCloseTo(mean, 3)
      expect(sparse.variances[at]).toBeCloseTo(exact.variances[at] as number, 3)
    }
  })
})

describe('fitFeatures', () => {
  it('makes the data more likely than one scale a block', () => {
    const { rows, target, standardisation } = gaussianData(space, 120)
    const options = { kind: 'product', standardisation, iterations: 15 } as const
    const blocks = fitKernel(rows, [target], options)
    const fitted = fitFeatures(rows, target, { fitted: blocks, iterations: 10 })
    const likelihood = ({ kernel, scales }: typeof blocks) => {
      const matrix = covariances(kernel, rows, rows)
      for (let i = 0; i < 120; i++) {
        matrix[i * 121] = (matrix[i * 121] as number) + (scales[0]?.noise as number) + 1e-6
      }
      return likelihoodOf(matrix, target.values)?.value as number
    }
    expect(likelihood(fitted)).toBeLessThan(likelihood(blocks))
  })
})

describe('the test function', () => {
  it('is not constant', () => {
    const { features, ids } = gaussianData(space, 50)
    expect(new Set(ids.map((_, row) => truthOf(features, row).toFixed(4))).size).toBeGreaterThan(30)
  })
})
