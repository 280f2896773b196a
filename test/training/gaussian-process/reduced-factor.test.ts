import { beforeAll, expect, it } from 'vitest'
import { sampleUniform } from '../../../space/sample.ts'
import type { Space } from '../../../space/space.ts'
import { featuresOf } from '../../../surrogate/features/features.ts'
import { multiplyTransposed } from '../../../surrogate/linear-algebra.ts'
import { fitKernel } from '../../../training/gaussian-process/fit-kernel.ts'
import {
  coordinates,
  covariances,
  priorVariances,
} from '../../../training/gaussian-process/kernel.ts'
import { exactPosterior } from '../../../training/gaussian-process/posterior.ts'
import { reducedFactor } from '../../../training/gaussian-process/reduced-factor.ts'
import { gaussianData } from '../../support/gaussian-data.ts'
import { testSpace } from '../../support/space.ts'

const COUNT = 150

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

/** A process of data with so much noise, and rows that it is asked about. */
function asked(noise: number) {
  const { rows, target, standardisation } = gaussianData(space, COUNT)
  const options = { kind: 'additive', standardisation, iterations: 5 } as const
  const { kernel } = fitKernel(rows, [target], options)
  const noises = new Float64Array(COUNT).fill(noise)
  const { explained } = exactPosterior({ kernel, rows, values: target.values, noises })
  const ids = sampleUniform(space, 400, 3)
  const sample = coordinates(featuresOf(space, ids), standardisation)
  const own = covariances(kernel, sample, rows)
  const prior = priorVariances(kernel, sample)
  const known = squares(own, explained)
  const variances = prior.map((variance, row) => variance - (known[row] as number) + noise)
  return { explained, covariances: own, known, variances }
}

/** Σ of the squares of each row × factor. */
function squares(rows: Float64Array, factor: Float64Array): Float64Array {
  const width = factor.length / COUNT
  const columns = Float64Array.from(
    factor,
    (_, at) => factor[(at % COUNT) * width + Math.floor(at / COUNT)] as number,
  )
  const product = multiplyTransposed(rows, columns, COUNT)
  return Float64Array.from({ length: rows.length / COUNT }, (_, row) =>
    product.subarray(row * width, (row + 1) * width).reduce((sum, v) => sum + v * v, 0),
  )
}

it('explains the variance of every row but for a hundredth of what is left, with fewer columns', () => {
  const { explained, covariances: own, known, variances } = asked(3)
  const factor = reducedFactor(explained, { covariances: own, variances })
  if (factor === null) throw new Error('Not reduced')
  expect(factor.length).toBeLessThanOrEqual((COUNT * COUNT) / 2)
  for (const [row, less] of squares(own, factor).entries()) {
    const lost = (known[row] as number) - less
    expect(lost).toBeGreaterThan(-1e-9)
    expect(lost).toBeLessThanOrEqual(0.01 * (variances[row] as number) + 1e-9)
  }
})

it('is none where half of the columns lose too much', () => {
  const { explained, covariances: own, variances } = asked(1e-4)
  expect(reducedFactor(explained, { covariances: own, variances })).toBeNull()
})

it.each([1, 0.3, 0.1, 0.03])('has no more than half of the columns with noise %d', (noise) => {
  const { explained, covariances: own, variances } = asked(noise)
  const factor = reducedFactor(explained, { covariances: own, variances })
  expect(factor?.length ?? 0).toBeLessThanOrEqual((COUNT * COUNT) / 2 + COUNT)
})
