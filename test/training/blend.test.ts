import { expect, test } from 'vitest'
import { blended, blendedMean } from '../../training/blend.ts'

test('a blend is half the process and half the second model, with the variances of the process', () => {
  expect(blendedMean(1, 2)).toBe(1.5)
  const process = {
    means: Float64Array.of(1, -1),
    variances: Float64Array.of(3, 4),
    neighbours: [],
  }
  const { means, variances } = blended(process, Float64Array.of(2, -4))
  expect([...means]).toEqual([1.5, -2.5])
  expect(variances).toBe(process.variances)
})
