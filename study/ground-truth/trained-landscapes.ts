import type { Instance } from '../../fitness/instance.ts'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import { randomWalks } from '../../landscape/random-walks.ts'
import { shuffled } from '../../space/shuffled.ts'
import { drawWorld } from '../../surrogate/worlds/draw-world.ts'
import { worldCells } from '../../surrogate/worlds/world-cells.ts'
import { openBudget } from '../../surrogate/worlds/world-model.ts'
import { statedNoise } from '../../training/model.ts'
import { integersOf, randomOf } from '../../training/random.ts'
import { distributionOf } from '../../training/transform.ts'
import { worldsOf } from '../../training/worlds-of.ts'
import { fitSample } from '../fit-sample.ts'
import type { SmallCells } from './small-cells.ts'

const MEASURE = { metric: 'overallAccuracy', split: 'validation', halfway: false } as const
const EPOCHS = 4

// What the training asks of an instance: its measure alone.
const INSTANCE: Instance = {
  id: 'ec-nas-bench',
  title: 'EC-NAS-Bench',
  dataset: 'CIFAR-10',
  sensor: 'RGB photographs',
  input: { height: 32, width: 32, channels: 3 },
  classes: 10,
  protocol: '4 epochs',
  metrics: [
    {
      name: 'overallAccuracy',
      splits: ['validation'],
      unit: 'fraction',
      direction: 'maximize',
      description: 'Share of the validation images that are classified correctly.',
    },
  ],
  citation: 'Bakhtiarifard, Igel, Selvan (2024)',
}

export interface TrainedLandscapes {
  /** Places of the cells that were trained on. */
  readonly sample: Int32Array
  /** Predicted means of all cells. */
  readonly means: Float64Array
  /** Of each world, the true values of all cells, and one run of each with its noise. */
  readonly worlds: readonly { readonly truth: Float64Array; readonly run: Float64Array }[]
  /** Standard deviation between runs. */
  readonly noiseDeviation: number
}

/** How the cells that are trained on are chosen. */
export type Sampling = 'uniform' | 'walks'

/** So many moves has a walk of the published studies, of 15 cells each. */
const WALK_LENGTH = 14

export function sampleOf(
  cells: SmallCells,
  { rows, sampling, seed }: { rows: number; sampling: Sampling; seed: number },
): Int32Array {
  const order =
    sampling === 'uniform'
      ? shuffled(integersOf(randomOf(seed, 'ground truth')), cells.ids.length)
      : randomWalks(cells, { walks: rows, length: WALK_LENGTH, seed }).flatMap((walk) => [...walk])
  return Int32Array.from([...new Set(order)].slice(0, rows)).sort()
}

/** Trains a surrogate on some of the cells, and gives what it says of all of them. */
export function trainedLandscapes(
  cells: SmallCells,
  { sample, worlds, seed }: { sample: Int32Array; worlds: number; seed: number },
): TrainedLandscapes {
  const { space, ids, whole } = cells
  const table = { ...cells, epochs: EPOCHS }
  const fitted = fitSample(table, sample, { instance: INSTANCE, space, whole, seed })
  const { model, measure, nearest } = fitted
  const { means, deviations } = fitted.predict(ids)
  const spread = (values: Float64Array) => {
    const column = new Float32Array(space.size)
    for (const [place, id] of ids.entries()) column[id] = values[place] as number
    return column
  }
  const noise = statedNoise(measure)
  const packed = packPredictions({
    epochs: EPOCHS,
    measures: [MEASURE],
    means: [spread(means)],
    standardDeviations: [spread(deviations)],
    distributions: [distributionOf(measure.transform, { noise, runs: measure.runs })],
    correlations: [[1]],
    nearestMeasured: nearest,
  })
  const [drawn] = worldsOf(INSTANCE.id, [model]).budgets
  if (drawn === undefined) throw new Error('The surrogate has no worlds.')
  const opening = openBudget(drawn, { instance: INSTANCE.id, space, correlations: [[1]] })
  let step = opening.next()
  while (!step.done) step = opening.next()
  const budget = step.value
  return {
    sample,
    means,
    noiseDeviation: noise,
    worlds: Array.from({ length: worlds }, (_, world) => {
      const problem = { space, predictions: packed, seed: world }
      const { valuesAt } = worldCells(budget, drawWorld(budget, world), problem)
      const values = (run: string | null) =>
        Float64Array.from(ids, (id) => valuesAt(id, run)[0] as number)
      return { truth: values(null), run: values('0') }
    }),
  }
}
