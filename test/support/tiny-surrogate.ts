import { measureName, measuresOf } from '../../fitness/measure.ts'
import { complexity } from '../../space/complexity.ts'
import type { SurrogateCard } from '../../surrogate/card.ts'
import { createCard, digestOf } from '../../surrogate/card-files.ts'
import { nearestDigest } from '../../surrogate/nearest-file.ts'
import { worldsDigest } from '../../surrogate/worlds-file.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import { trainSurrogate } from '../../training/train.ts'
import type { TrainingSet } from '../../training/training-set.ts'
import { testDistances } from './distances.ts'
import { predictedInstance } from './predicted.ts'
import { runsOf } from './single-runs.ts'
import { testSpace } from './space.ts'

/** What the tiny surrogate predicts. */
export const TINY = { instance: predictedInstance.id, epochs: 12, measure: 'overallAccuracy.test' }

/**
 * Trains a real surrogate on a few made-up numbers and writes its model and card.
 * @param size of the space that it is for; the first so many architectures
 */
export async function writeTinySurrogate(folder: string, size?: number): Promise<void> {
  const count = 24
  const measures = measuresOf(predictedInstance).filter((one) => measureName(one) === TINY.measure)
  const space = await testSpace()
  const ids = Int32Array.from({ length: count }, (_, row) => row * 17_000)
  // What the features tell, so that the measure has skill.
  const shape = { ...predictedInstance.input, classes: predictedInstance.classes }
  const values = Float64Array.from(
    ids,
    (id) => 0.04 * Math.log(complexity(space.cellOf(id), shape).trainableParameters),
  )
  const set: TrainingSet = {
    epochs: TINY.epochs,
    measures,
    architectureIds: ids,
    groups: new Int32Array(count).fill(-1),
    values: [values],
    runs: [runsOf(values)],
  }
  const distancesFrom = await testDistances()
  const context = {
    instance: predictedInstance,
    recipe: PLAIN_RECIPE,
    space,
    distancesFrom,
    seed: 1,
  }
  const whole = await trainSurrogate([set], context)
  const trained = { ...whole, nearest: whole.nearest.map((column) => column.slice(0, size)) }
  const sha256 = digestOf(trained.onnx)
  const place = { modelsFolder: folder, instance: predictedInstance.id, version: '1' }
  const card: SurrogateCard = {
    format: 1,
    id: `${predictedInstance.id}-1`,
    version: '1',
    instance: predictedInstance,
    model: {
      file: '1.onnx',
      sha256,
      sizeBytes: trained.onnx.length,
      features: trained.features,
      opset: trained.opset,
      nearest: { file: '1.nearest.gz', sha256: nearestDigest(trained.nearest) },
      worlds: { file: '1.worlds.gz', sha256: worldsDigest(trained.worlds) },
    },
    training: {
      seed: 1,
      rows: count,
      sources: [{ name: 'invented', sha256, title: 'Invented', licence: 'none', url: null }],
      trainedWith: 'a test',
    },
    outputs: [...trained.outputs],
    budgets: [...trained.budgets],
    withheld: [...trained.withheld],
    evaluation: null,
    checks: [],
    tried: [],
    limitations: ['Made-up numbers'],
  }
  await createCard(place, card, trained)
}
