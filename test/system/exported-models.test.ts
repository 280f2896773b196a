import { beforeAll, describe, expect, it } from 'vitest'
import { builtInInstance } from '../../instances/folders.ts'
import type { Space } from '../../space/space.ts'
import { featuresOf } from '../../surrogate/features/features.ts'
import { fitBudget, predictBudget } from '../../training/model.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import { readRecipe } from '../../training/recipe-files.ts'
import type { Distances } from '../../training/target-fit.ts'
import type { TrainingSet } from '../../training/training-set.ts'
import { testDistances } from '../support/distances.ts'
import { gaussianSet } from '../support/gaussian-data.ts'
import { expectSamePredictions } from '../support/same-predictions.ts'
import { testSpace } from '../support/space.ts'

let space: Space
let distancesFrom: Distances
beforeAll(async () => {
  space = await testSpace()
  distancesFrom = await testDistances()
})

const instance = builtInInstance('so2sat-lcz42')
const cifar10 = builtInInstance('cifar10')

describe('an exported model of many rows', () => {
  it('predicts in ONNX Runtime what it predicts here, with boosted trees', async () => {
    // One row fewer, and each fold would be fitted anew.
    const set = gaussianSet(space, 201, 108)
    const model = fitBudget(set, null, {
      instance,
      recipe: PLAIN_RECIPE,
      space,
      distancesFrom,
      seed: 1,
    }).model
    const features = featuresOf(space, set.architectureIds)
    const measures = model.measures.map((measure) => ({ ...measure, trees: null }))
    const distances = new Uint8Array(201).fill(1)
    const without = predictBudget({ ...model, measures }, features, distances).means[0]
    expect(predictBudget(model, features, distances).means[0]).not.toEqual(without)
    await expectSamePredictions(model)
  })

  it('predicts in ONNX Runtime what it predicts here, many rows at two budgets', async () => {
    const manyAt = (epochs: number): TrainingSet => {
      const set = gaussianSet(space, 120, epochs)
      return {
        ...set,
        measures: set.measures.slice(0, 1),
        // Within the limits of CIFAR-10's accuracies.
        values: set.values.slice(0, 1).map((values) => values.map((value) => 0.85 + 0.1 * value)),
        runs: set.runs.slice(0, 1).map(({ starts, values }) => ({
          starts,
          values: values.map((value) => 0.85 + 0.1 * value),
        })),
      }
    }
    const context = {
      instance: cifar10,
      recipe: readRecipe('cifar10'),
      space,
      distancesFrom,
      seed: 1,
      // 601 rows would take the same path for a minute.
      manyRows: 100,
    }
    const { model: lower, fits } = fitBudget(manyAt(36), null, context)
    const { model } = fitBudget(manyAt(108), fits, context)
    expect([lower, model].map(({ measures }) => measures[0]?.kernel)).toEqual([
      'product',
      'product; half given 36 epochs',
    ])
    await expectSamePredictions(model)
  })
})
