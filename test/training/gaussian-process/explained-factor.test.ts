import { beforeAll, describe, expect, it } from 'vitest'
import { sampleUniform } from '../../../space/sample.ts'
import type { Space } from '../../../space/space.ts'
import { featuresOf } from '../../../surrogate/features/features.ts'
import {
  cholesky,
  invertedTransposed,
  multiplyTransposed,
} from '../../../surrogate/linear-algebra.ts'
import {
  coordinates,
  covariances,
  type Kernel,
  standardisationOf,
} from '../../../training/gaussian-process/kernel.ts'
import { explainedFactor } from '../../../training/gaussian-process/posterior.ts'
import { normal, randomOf } from '../../../training/random.ts'
import { testSpace } from '../../support/space.ts'

const JITTER = 1e-5

interface Parts {
  /** Covariances of inducing rows, n × n. */
  readonly prior: Float64Array
  /** Covariances of inducing rows with data, divided by the deviation of the noise. */
  readonly weighted: Float64Array
  /** Covariances of asked rows with inducing rows. */
  readonly asked: Float64Array
  readonly n: number
}

/** Σ of the squares of each row times an upper triangular matrix. */
function squares(rows: Float64Array, matrix: Float64Array, n: number): Float64Array {
  const columns = Float64Array.from(
    matrix,
    (_, at) => matrix[(at % n) * n + Math.floor(at / n)] as number,
  )
  const product = multiplyTransposed(rows, columns, n)
  const sums = new Float64Array(rows.length / n)
  for (const [at, entry] of product.entries()) {
    const row = Math.floor(at / n)
    sums[row] = (sums[row] as number) + entry ** 2
  }
  return sums
}

function factorOf(matrix: Float64Array, n: number): Float64Array {
  const factor = matrix.slice()
  if (!cholesky(factor, n)) throw new Error('not positive definite')
  return factor
}

/** What one factor says is explained, and what the two of the textbook say. */
function bothWays({ prior, weighted, asked, n }: Parts) {
  const lower = factorOf(prior, n)
  const data = multiplyTransposed(weighted, weighted, weighted.length / n)
  const system = factorOf(
    prior.map((entry, at) => entry + (data[at] as number)),
    n,
  )
  const uncertain = squares(asked, invertedTransposed(system, n), n)
  const explained = squares(asked, invertedTransposed(lower, n), n)
  const merged = explainedFactor(lower, weighted)
  return {
    merged,
    one: squares(asked, merged, n),
    two: explained.map((entry, at) => entry - (uncertain[at] as number)),
  }
}

function randomParts(seed: number, n: number, rows: number): Parts {
  const random = randomOf(seed, 'explained')
  const draw = (count: number) => Float64Array.from({ length: count }, () => normal(random))
  const left = draw(n * n)
  const prior = multiplyTransposed(left, left, n).map((entry) => entry / n)
  for (let i = 0; i < n; i++) prior[i * n + i] = (prior[i * n + i] as number) + 0.1
  return { prior, weighted: draw(n * rows), asked: draw(20 * n), n }
}

describe('the factor of what data explain', () => {
  it.each([
    [1, 1, 3],
    [2, 8, 4],
    [3, 30, 200],
  ])('is the difference of two terms, for random matrices (seed %i, %i rows)', (seed, n, rows) => {
    const { merged, one, two } = bothWays(randomParts(seed, n, rows))
    for (const [at, entry] of one.entries()) {
      expect(Math.abs(entry - (two[at] as number))).toBeLessThan(1e-7 * (1 + (two[at] as number)))
    }
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < row; column++) expect(merged[row * n + column]).toBe(0)
    }
  })

  let space: Space
  beforeAll(async () => {
    space = await testSpace()
  })

  it.each([1e-3, 1e-1])(
    'is their difference for cells that resemble each other, noise %d',
    (noise) => {
      const features = featuresOf(space, sampleUniform(space, 700, 5))
      const standardisation = standardisationOf(features)
      const rows = coordinates(features, standardisation)
      const width = rows.length / 700
      const kernel: Kernel = {
        kind: 'product',
        standardisation,
        amplitudes: Float64Array.of(1),
        weights: new Float64Array(width).fill(0.05), // smooth: nearly singular
        linearWeights: new Float64Array(width),
      }
      const few = rows.slice(0, 100 * width)
      const prior = covariances(kernel, few, few)
      for (let i = 0; i < 100; i++) prior[i * 101] = (prior[i * 101] as number) + JITTER
      const weighted = covariances(kernel, few, rows.slice(0, 600 * width)).map(
        (entry) => entry / Math.sqrt(noise),
      )
      const asked = covariances(kernel, rows.slice(600 * width), few)
      const { one, two } = bothWays({ prior, weighted, asked, n: 100 })
      for (const [at, entry] of one.entries()) {
        expect(Math.abs(entry - (two[at] as number))).toBeLessThan(1e-7) // of a variance of 1
      }
    },
  )
})
