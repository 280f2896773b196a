import { beforeAll, expect, it } from 'vitest'
import type { Space } from '../../../space/space.ts'
import { FEATURE_COUNT } from '../../../surrogate/features/features.ts'
import { fitKernel } from '../../../training/gaussian-process/fit-kernel.ts'
import { covariances } from '../../../training/gaussian-process/kernel.ts'
import {
  exactPosterior,
  leaveOut,
  type Posterior,
  predictPosterior,
} from '../../../training/gaussian-process/posterior.ts'
import { gaussianData } from '../../support/gaussian-data.ts'
import { testSpace } from '../../support/space.ts'

const COUNT = 60

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

it('leaving rows out says what a process says that never saw them', () => {
  const { rows, target, standardisation } = gaussianData(space, COUNT)
  const options = { kind: 'additive', standardisation, iterations: 5 } as const
  const { kernel } = fitKernel(rows, [target], options)
  const noises = Float64Array.from({ length: COUNT }, (_, row) => 0.1 + 0.01 * (row % 5))
  const input = { kernel, rows, values: target.values, noises }
  // Folds of unequal size, not in order.
  const all = Int32Array.from({ length: COUNT }, (_, row) => row)
  const folds = [0, 1, 2].map((fold) => all.filter((row) => Math.min(2, row % 5) === fold))
  const { means, variances, neighbours } = leaveOut(input, folds)

  const at = (places: Int32Array, values: Float64Array, width = 1) =>
    Float64Array.from(
      { length: places.length * width },
      (_, k) => values[(places[Math.floor(k / width)] as number) * width + (k % width)] as number,
    )
  for (const places of folds) {
    const rest = all.filter((row) => !places.includes(row))
    const posterior = exactPosterior({
      ...input,
      rows: at(rest, rows, FEATURE_COUNT),
      values: at(rest, target.values),
      noises: at(rest, noises),
    })
    const predicted = predictPosterior(posterior, at(places, rows, FEATURE_COUNT))
    for (const [k, place] of places.entries()) {
      expect(means[place]).toBeCloseTo(predicted.means[k] as number, 7)
      const variance = predicted.variances[k] as number
      expect(variances[place]).toBeCloseTo(variance, 5)
    }
    const own = neighbours.filter(({ rows: [left] }) => places.includes(left))
    expect(new Set(own.flatMap((pair) => pair.rows))).toEqual(new Set(places))
    for (const { rows: pair, variance } of own) {
      const both = at(Int32Array.from(pair), rows, FEATURE_COUNT)
      expect(variance).toBeCloseTo(differenceVariance(posterior, both), 5)
    }
  }
})

/** Variance of the difference between two rows: the prior's less what the posterior explains of it. */
function differenceVariance(
  { kernel, inducing, explained, varianceRows: n }: Posterior,
  both: Float64Array,
): number {
  const prior = covariances(kernel, both, both)
  const known = covariances(kernel, both, inducing)
  let variance = (prior[0] as number) + (prior[3] as number) - 2 * (prior[1] as number)
  for (let column = 0; column < n; column++) {
    let part = 0
    for (let row = 0; row < n; row++) {
      const difference = (known[row] as number) - (known[n + row] as number)
      part += difference * (explained[row * n + column] as number)
    }
    variance -= part ** 2
  }
  return variance
}
