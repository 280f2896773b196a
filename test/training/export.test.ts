import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtInInstance } from '../../instances/folders.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { featuresOf } from '../../surrogate/features/features.ts'
import { openPredictor } from '../../surrogate/predictor.ts'
import { type BudgetModel, fitBudget, predictBudget } from '../../training/model.ts'
import { exportSurrogate } from '../../training/onnx/export-surrogate.ts'
import { normal, randomOf } from '../../training/random.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import { readRecipe } from '../../training/recipe-files.ts'
import type { Distances } from '../../training/target-fit.ts'
import { trainSurrogate } from '../../training/train.ts'
import type { MeasureRuns, TrainingSet } from '../../training/training-set.ts'
import { testDistances } from '../support/distances.ts'
import { gaussianSet } from '../support/gaussian-data.ts'
import { runsOf } from '../support/single-runs.ts'
import { testSpace } from '../support/space.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-onnx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let space: Space
let distancesFrom: Distances
beforeAll(async () => {
  space = await testSpace()
  distancesFrom = await testDistances()
})

async function compare(model: BudgetModel, name: string): Promise<void> {
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, exportSurrogate(name, [model]))
  const features = featuresOf(space, sampleUniform(space, 300, 21))
  const distances = Uint8Array.from({ length: 300 }, (_, row) => row % 6)
  const expected = predictBudget(model, features, distances)
  const predictor = await openPredictor({ path })
  const { means, standardDeviations } = await predictor.predict(
    features,
    Float32Array.from(distances),
  )
  await predictor.close()
  for (const [measure, column] of expected.means.entries()) {
    for (const [row, mean] of column.entries()) {
      const at = row * expected.means.length + measure
      const deviation = expected.standardDeviations[measure]?.[row] as number
      expect(Math.abs((means[at] as number) - mean) / deviation).toBeLessThan(0.02)
      expect((standardDeviations[at] as number) / deviation).toBeCloseTo(1, 1.5)
    }
  }
}

const instance = builtInInstance('so2sat-lcz42')
const cifar10 = builtInInstance('cifar10')

describe('an exported model', () => {
  it('predicts in ONNX Runtime what it predicts here, few rows', async () => {
    const set = gaussianSet(space, 90, 108)
    await compare(
      fitBudget(set, null, { instance, recipe: PLAIN_RECIPE, space, distancesFrom, seed: 1 }).model,
      'additive',
    )
  })

  it('predicts in ONNX Runtime what it predicts here, with boosted trees', async () => {
    const set = gaussianSet(space, 200, 108)
    const model = fitBudget(set, null, {
      instance,
      recipe: PLAIN_RECIPE,
      space,
      distancesFrom,
      seed: 1,
    }).model
    const features = featuresOf(space, set.architectureIds)
    const measures = model.measures.map((measure) => ({ ...measure, trees: null }))
    const distances = new Uint8Array(200).fill(1)
    const without = predictBudget({ ...model, measures }, features, distances).means[0]
    expect(predictBudget(model, features, distances).means[0]).not.toEqual(without)
    await compare(model, 'trees')
  })

  it('predicts in ONNX Runtime what it predicts here, many rows at two budgets', {
    timeout: 240_000,
  }, async () => {
    const manyAt = (epochs: number): TrainingSet => {
      const set = gaussianSet(space, 610, epochs)
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
    }
    const { model: lower, fits } = fitBudget(manyAt(36), null, context)
    const { model } = fitBudget(manyAt(108), fits, context)
    expect([lower, model].map(({ measures }) => measures[0]?.kernel)).toEqual([
      'product',
      'product; half given 36 epochs',
    ])
    await compare(model, 'product')
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
