import { expect, test } from 'vitest'
import { blended, forestShare } from '../../surrogate/blend.ts'
import type { TargetForest } from '../../surrogate/forest/fit-forest.ts'
import type { MeasureTarget } from '../../surrogate/targets.ts'

const values = Float64Array.of(1, -1, 2, -2)
const target = { values, noiseShares: new Float64Array(4).fill(1) } as unknown as MeasureTarget
const processOf = (...means: number[]) => ({
  means: Float64Array.from(means),
  variances: Float64Array.of(1, 2, 3, 4),
})
const forestOf = (...means: number[]) =>
  ({ leftOut: Float64Array.from(means) }) as unknown as TargetForest

test('the blend is the one with the smallest error of rows that were left out', () => {
  // Errors of opposite sign, three to one: a quarter of the worse one cancels them.
  const process = processOf(1.1, -0.9, 2.1, -1.9)
  const forest = forestOf(0.7, -1.3, 1.7, -2.3)
  const share = forestShare(target, process, forest)
  expect(share).toBeCloseTo(0.25, 12)
  const { means, variances } = blended(process, forest, share)
  for (const [row, mean] of means.entries()) expect(mean).toBeCloseTo(values[row] as number, 12)
  expect(variances).toBe(process.variances)
})

test('a forest that adds nothing gets no share, and none gets more than all', () => {
  const exact = processOf(...values)
  expect(forestShare(target, exact, forestOf(0, 0, 0, 0))).toBe(0)
  expect(forestShare(target, exact, forestOf(...values))).toBe(0)
  expect(forestShare(target, processOf(0.97, -0.97, 1.94, -1.94), forestOf(0, 0, 0, 0))).toBe(0)
  expect(forestShare(target, processOf(3, 2, 1, 0), forestOf(2, 0.5, 1.5, -1))).toBe(1)
})

test('a row that was trained more often counts more', () => {
  const process = processOf(0, 0, 0, 0)
  const forest = forestOf(2, 0, 2, 0)
  const often = { ...target, noiseShares: Float64Array.of(0.1, 1, 1, 1) }
  expect(forestShare(target, process, forest)).toBeCloseTo(0.75, 12)
  expect(forestShare(often, process, forest)).toBeCloseTo(6 / 11, 1)
})
