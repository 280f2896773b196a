import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleUniform } from '../../space/sample.ts'
import { featuresOf } from '../../surrogate/features/features.ts'
import {
  loadSurrogates,
  MODELS_FOLDER,
  nearestOf,
  openPredictor,
} from '../../surrogate/predictor.ts'
import { testSpace } from '../support/space.ts'

const SIZE = 500

// A first start predicts the whole space with each of them, which takes minutes.
test('every model that comes with the service predicts its measures within their limits', async () => {
  const space = await testSpace()
  const ids = Int32Array.from(sampleUniform(space, SIZE, 31))
  const features = featuresOf(space, ids)
  const { models, refused } = await loadSurrogates()
  expect(refused).toEqual([])
  expect(models.map(({ instance }) => instance.id).sort()).toEqual(
    readdirSync(MODELS_FOLDER).sort(),
  )
  for (const model of models) {
    const { id, card } = model
    const nearest = await nearestOf(model, space.size)
    const distances = [...ids].flatMap((own) => nearest.map((budget) => budget[own] as number))
    const predictor = await openPredictor(model)
    const predicted = await predictor.predict(features, Float32Array.from(distances))
    await predictor.close()
    const count = card.outputs.length
    expect([id, predicted.means.length]).toEqual([id, SIZE * count])
    for (const [output, { epochs, measure, distribution }] of card.outputs.entries()) {
      const rows = Array.from(ids, (_, row) => row * count + output)
      const means = rows.map((at) => predicted.means[at] as number)
      const deviations = rows.map((at) => predicted.standardDeviations[at] as number)
      const { least, most } = distribution
      const told = `${id}, ${measure} at ${epochs} epochs`
      expect(
        means.filter((mean) => !(mean >= least && mean <= most)),
        told,
      ).toEqual([])
      expect(
        deviations.filter((deviation) => !(deviation > 0)),
        told,
      ).toEqual([])
      expect(new Set(means).size, told).toBeGreaterThan(SIZE / 2)
    }
  }
})
