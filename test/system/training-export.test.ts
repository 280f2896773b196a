import { beforeAll, describe, expect, it } from 'vitest'
import { builtInInstance } from '../../instances/folders.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { featuresOf } from '../../surrogate/features/features.ts'
import { fitBudget } from '../../training/model.ts'
import { normal, randomOf } from '../../training/random.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import type { Distances } from '../../training/target-fit.ts'
import { trainSurrogate } from '../../training/train.ts'
import type { MeasureRuns } from '../../training/training-set.ts'
import { testDistances } from '../support/distances.ts'
import { gaussianSet } from '../support/gaussian-data.ts'
import { expectSamePredictions } from '../support/same-predictions.ts'
import { runsOf } from '../support/single-runs.ts'
import { testSpace } from '../support/space.ts'

let space: Space
let distancesFrom: Distances
beforeAll(async () => {
  space = await testSpace()
  distancesFrom = await testDistances()
})

const instance = builtInInstance('so2sat-lcz42')

describe('an exported model', () => {
  it('predicts in ONNX Runtime what it predicts here, few rows', async () => {
    const set = gaussianSet(space, 90, 108)
    const context = { instance, recipe: PLAIN_RECIPE, space, distancesFrom, seed: 1 }
    await expectSamePredictions(fitBudget(set, null, context).model)
  })

  it('has deviations larger by .5 % at most where noise lets it compute fewer columns', async () => {
    const set = gaussianSet(space, 200, 108)
    const random = randomOf(1, 'noisy')
    const noisy = set.values.map((of) => of.map((value) => value * (1 + 0.2 * normal(random))))
    const context = { instance, recipe: PLAIN_RECIPE, space, distancesFrom, seed: 1 }
    const one = { ...set, measures: set.measures.slice(0, 1), values: noisy.slice(0, 1) }
    const runs = [runsOf(noisy[0] as Float64Array)]
    const { model } = fitBudget({ ...one, runs }, null, context)
    const sample = featuresOf(space, [...sampleUniform(space, 1500, 5), ...set.architectureIds])
    const whole = await expectSamePredictions(model)
    const reduced = await expectSamePredictions(model, { sample, larger: 0.006 })
    expect(reduced).toBeLessThan(0.8 * whole)
  })

  it('is the same byte for byte when it is trained again', async () => {
    const sets = [gaussianSet(space, 40, 36), gaussianSet(space, 50, 108)]
    const context = { instance, recipe: PLAIN_RECIPE, space, distancesFrom, seed: 7 }
    const first = await trainSurrogate(sets, context)
    const second = await trainSurrogate(sets, context)
    expect(Buffer.compare(first.onnx, second.onnx)).toBe(0)
    expect(first.outputs).toEqual(second.outputs)
    expect(first.outputs.map(({ epochs, measure }) => `${epochs} ${measure}`)).toEqual([
      '36 overallAccuracy.test',
      '36 latencyMs',
      '108 overallAccuracy.test',
      '108 latencyMs',
    ])
  })

  it('lacks a measure without skill, and says why', async () => {
    const set = gaussianSet(space, 60, 108)
    const random = randomOf(1, 'no skill')
    const noise = Float64Array.from({ length: 60 }, () => 0.5 + 0.1 * normal(random))
    const sets = [
      {
        ...set,
        values: [noise, set.values[1] as Float64Array],
        runs: [runsOf(noise), set.runs[1] as MeasureRuns],
      },
    ]
    const context = { instance, recipe: PLAIN_RECIPE, space, distancesFrom, seed: 1 }
    const { outputs, withheld, budgets } = await trainSurrogate(sets, context)
    expect(outputs.map(({ measure }) => measure)).toEqual(['latencyMs'])
    expect(withheld).toMatchObject([{ epochs: 108, measure: 'overallAccuracy.test' }])
    expect(withheld[0]?.reason).toMatch(/no better than the mean of the 60 measured ones/)
    expect(budgets).toMatchObject([{ measures: ['latencyMs'], correlations: [[1]] }])
  })
})
