import { expect, test } from 'vitest'
import { blended, blendedMean } from '../../surrogate/blend.ts'
import type { TargetTrees } from '../../surrogate/boosting/fit-boosted-trees.ts'

test('a blend is half the process and half the trees, with the variances of the process', () => {
  expect(blendedMean(1, 2)).toBe(1.5)
  const process = { means: Float64Array.of(1, -1), variances: Float64Array.of(3, 4) }
  const trees = { leftOut: Float64Array.of(2, -4) } as unknown as TargetTrees
  const { means, variances } = blended(process, trees)
  expect([...means]).toEqual([1.5, -2.5])
  expect(variances).toBe(process.variances)
})
