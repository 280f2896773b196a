import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { SurrogateCard } from '../../surrogate/card.ts'
import { createCard, digestOf } from '../../surrogate/card-files.ts'
import { trainSurrogate } from '../../surrogate/train.ts'
import type { TrainingSet } from '../../surrogate/training-set.ts'
import { predictedInstance } from './predicted.ts'
import { testSpace } from './space.ts'

/** What the tiny surrogate predicts. */
export const TINY = { instance: predictedInstance.id, epochs: 12, measure: 'overallAccuracy.test' }

/** Trains a real surrogate on a few made-up numbers and writes its model and card. */
export async function writeTinySurrogate(folder: string): Promise<void> {
  const count = 24
  const measures = measuresOf(predictedInstance).filter((one) => measureName(one) === TINY.measure)
  const set: TrainingSet = {
    epochs: TINY.epochs,
    measures,
    architectureIds: Int32Array.from({ length: count }, (_, row) => row * 17_000),
    groups: new Int32Array(count).fill(-1),
    values: [Float64Array.from({ length: count }, (_, row) => 0.5 + 0.2 * Math.sin(row))],
    runs: [new Uint16Array(count).fill(1)],
  }
  const space = await testSpace()
  const trained = await trainSurrogate([set], { instance: predictedInstance, space, seed: 1 })
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
    },
    training: {
      seed: 1,
      rows: count,
      sources: [{ name: 'invented', sha256, title: 'Invented', licence: 'none', url: null }],
      trainedWith: 'a test',
    },
    outputs: [...trained.outputs],
    evaluation: null,
    tried: [],
    limitations: ['Made-up numbers'],
  }
  await createCard(place, card, trained.onnx)
}
