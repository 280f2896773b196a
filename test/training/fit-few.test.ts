import { beforeAll, expect, test } from 'vitest'
import type { Unit } from '../../fitness/instance.ts'
import type { Space } from '../../space/space.ts'
import { fitFew } from '../../training/fit-few.ts'
import type { KernelContext } from '../../training/target-fit.ts'
import type { MeasureTarget } from '../../training/targets.ts'
import { gaussianData } from '../support/gaussian-data.ts'
import { predictedInstance } from '../support/predicted.ts'
import { testSpace } from '../support/space.ts'

const COUNT = 40

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

/** A measure that is half noise. */
function noisy(metric: string, unit: Unit): MeasureTarget {
  const { target } = gaussianData(space, COUNT, 0.03)
  return {
    ...target,
    measure: { metric, split: null, halfway: false },
    unit,
    transform: { kind: 'identity', least: -100, most: 100 },
    centre: 0,
    spread: 1,
    rows: Int32Array.from({ length: COUNT }, (_, row) => row),
    published: [],
    noiseShareOfRun: 1,
    runVariance: null,
    runs: 1,
  }
}

test('noisy measures of one unit share a kernel, and one of another unit keeps its own', () => {
  const { rows, standardisation } = gaussianData(space, COUNT, 0.03)
  const groups = new Int32Array(COUNT).fill(-1)
  const context: KernelContext = {
    instance: predictedInstance,
    rows,
    groups,
    standardisation,
    seed: 1,
  }
  const fits = fitFew(
    [noisy('overallAccuracy', 'fraction'), noisy('heat', 'gram'), noisy('kappa', 'fraction')],
    context,
  )
  expect(fits.map(({ name }) => name)).toEqual(['additive, shared', 'additive', 'additive, shared'])
})
