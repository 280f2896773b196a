import type { Instance } from '../fitness/instance.ts'
import { editDistances } from '../space/edit-distance.ts'
import type { NeighbourGraph } from '../space/neighbour-graph.ts'
import type { Space } from '../space/space.ts'
import { featuresOf } from '../surrogate/features/features.ts'
import { fitBudget, predictBudget } from '../training/model.ts'
import { PLAIN_RECIPE } from '../training/recipe.ts'
import type { TrainingSet } from '../training/training-set.ts'
import type { SmallCells } from './ground-truth/small-cells.ts'

const MEASURE = { metric: 'overallAccuracy', split: 'validation', halfway: false } as const

interface Task {
  /** With one measure, overall accuracy on validation data. */
  readonly instance: Instance
  readonly space: Space
  /** Neighbours by one edit in the whole space. */
  readonly whole: NeighbourGraph
  readonly seed: number
}

/** A surrogate of one measure, trained on some cells of a table, which are given by their places. */
export function fitSample(table: TrainingCells, sample: Int32Array, task: Task) {
  const { instance, space, whole, seed } = task
  const distancesFrom = (from: Iterable<number>) => editDistances(whole, from)
  const set = trainingSetOf(table, sample)
  const context = { instance, recipe: PLAIN_RECIPE, space, distancesFrom, seed }
  const { model } = fitBudget(set, null, context)
  const [measure] = model.measures
  if (measure === undefined) throw new Error('The surrogate predicts nothing.')
  const nearest = distancesFrom(set.architectureIds)
  const predict = (ids: Int32Array) => {
    const distances = Uint8Array.from(ids, (id) => nearest[id] as number)
    const predicted = predictBudget(model, featuresOf(space, ids), distances)
    const [means = new Float64Array(), deviations = new Float64Array()] = [
      predicted.means[0],
      predicted.standardDeviations[0],
    ]
    return { means, deviations }
  }
  /** `nearest`: of every architecture, the edits to the nearest one that was trained on. */
  return { model, measure, nearest, predict }
}

/** Cells with their runs at one budget. */
interface TrainingCells extends Pick<SmallCells, 'ids' | 'fitness' | 'runs'> {
  readonly epochs: number
}

/** What a surrogate is trained on: some of the cells, by their places. */
function trainingSetOf(
  { ids, fitness, runs, epochs }: TrainingCells,
  sample: Int32Array,
): TrainingSet {
  const own = [...sample].map((place) => runs[place] ?? [])
  const starts = new Uint32Array(sample.length + 1)
  for (const [row, values] of own.entries()) {
    starts[row + 1] = (starts[row] as number) + values.length
  }
  return {
    epochs,
    measures: [MEASURE],
    architectureIds: sample.map((place) => ids[place] as number),
    groups: new Int32Array(sample.length).fill(-1),
    values: [Float64Array.from(sample, (place) => fitness[place] as number)],
    runs: [{ starts, values: Float64Array.from(own.flat()) }],
  }
}
