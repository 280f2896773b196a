import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import type { Instance } from '../../fitness/instance.ts'
import { type Measure, measureName } from '../../fitness/measure.ts'
import {
  FIGURE_NAMES,
  type FigureName,
  type MeasureEvaluation,
  MODEL_NAMES,
  type ModelName,
  type Protocol,
  type ProtocolEvaluation,
} from '../../surrogate/card.ts'
import { randomOf, seedOf } from '../random.ts'
import type { MeasureRuns, TrainingData, TrainingSet } from '../training-set.ts'
import { byDistance } from './by-distance.ts'
import { modelFigures, type Predicted } from './figures.ts'
import type { FoldData, FoldResult, FoldTask } from './fold.ts'
import { foldsByGroup, foldsByRow, holdOut, type Split } from './folds.ts'
import { lowerRows } from './lower-rows.ts'
import { sparseStep } from './metrics/sparse-step.ts'
import { noiseCeilings } from './noise-ceiling.ts'
import type { FoldRunner } from './run-folds.ts'

export interface EvaluationInput {
  readonly instance: Pick<Instance, 'metrics'>
  readonly data: TrainingData
  /** One for each set of `data`. */
  readonly folds: readonly FoldData[]
  readonly protocol: Protocol
  readonly seed: number
}

export interface EvaluationContext {
  readonly run: FoldRunner
  readonly onProgress?: (done: number, total: number) => void
}

interface PlannedTask extends FoldTask {
  readonly repeat: number
  /** Of its repeat. */
  readonly fold: number
}

/**
 * Measures the surrogate and the baselines on architectures that were held out. Everything that sees
 * a measured value is fitted on the training rows of the fold alone; folds and seeds depend on the
 * data and `seed` only.
 * @throws RangeError where the data cannot be split as the protocol says
 */
export async function evaluate(
  input: EvaluationInput,
  { run, onProgress }: EvaluationContext,
): Promise<ProtocolEvaluation> {
  const { data, folds, protocol, seed } = input
  const tasks = folds.flatMap((own, at) => plan(own, { at, protocol, seed }))
  const results = await run(folds, tasks, onProgress)
  const measures = data.sets.flatMap((set, at) => {
    const own = tasks.flatMap((task, index) =>
      task.data === at ? [{ task, result: results[index] as FoldResult }] : [],
    )
    return set.measures.flatMap((_, measure) => {
      const evaluated = measureEvaluation(input, { set: at, measure, own })
      return evaluated === null ? [] : [evaluated]
    })
  })
  return { ...protocol, seed, measures }
}

/** Whether a set has sample groups at all, enough for so many folds. */
export function hasGroups({ groups }: TrainingSet, folds: number): boolean {
  return new Set(groups.filter((group) => group >= 0)).size >= folds
}

function plan(
  { set, lower }: FoldData,
  { at, protocol, seed }: { at: number; protocol: Protocol; seed: number },
): PlannedTask[] {
  return Array.from({ length: protocol.repeats }, (_, repeat) => {
    const own = seedOf(seed, protocol.by, set.epochs, repeat)
    return splitsOf(set, protocol, own).map((split, fold) => ({
      ...split,
      lower: lower === null ? new Int32Array() : lowerRows(lower, { set, split, protocol }),
      data: at,
      repeat,
      fold,
      seed: seedOf(own, 'fold', fold),
    }))
  }).flat()
}

function splitsOf({ groups }: TrainingSet, protocol: Protocol, seed: number): Split[] {
  const { by, folds, trainSize, testSize } = protocol
  if (by === 'hold-out') return [holdOut({ rows: groups.length, trainSize, testSize, seed })]
  const input = { groups, folds: folds ?? 10, seed }
  return by === 'group' ? foldsByGroup(input) : foldsByRow(input)
}

interface Own {
  readonly set: number
  readonly measure: number
  readonly own: readonly { readonly task: PlannedTask; readonly result: FoldResult }[]
}

function measureEvaluation(input: EvaluationInput, at: Own): MeasureEvaluation | null {
  const { data, seed } = input
  const set = data.sets[at.set] as TrainingSet
  const measure = set.measures[at.measure] as Measure
  const metric = input.instance.metrics.find(({ name }) => name === measure.metric)
  if (metric === undefined) throw new Error(`${measureName(measure)} is no measure of the instance`)
  const values = set.values[at.measure] as Float64Array
  const options = { direction: metric.direction, sparseStep: sparseStep(metric.unit, values) }
  const runs = set.runs[at.measure] as MeasureRuns
  const singleRuns = drawnRuns(runs, randomOf(seed, 'single runs', set.epochs, at.measure))
  const predicted = (model: ModelName) => predictionsOf(model, { set, at, singleRuns })
  const tested = predicted('surrogate')[0]?.truth.length ?? 0
  if (tested === 0) return null
  return {
    epochs: set.epochs,
    measure: measureName(measure),
    architectures: tested,
    sparseStep: options.sparseStep,
    ceilings: noiseCeilings(input.folds[at.set] as FoldData, { measure: at.measure, seed }),
    byDistance: byDistance(predicted('surrogate')),
    models: MODEL_NAMES.map((model) => {
      const intervals = { of: INTERVALS[model], seed }
      const figures = modelFigures(predicted(model), options, intervals)
      return { model, ...(model === 'mean' ? withoutOrder(figures) : figures) }
    }),
  }
}

/**
 * A constant has no order. Of the folds together it seems to have the reverse one: where the held out
 * are good, the mean of the others is low.
 */
function withoutOrder({
  pooled,
}: ReturnType<typeof modelFigures>): ReturnType<typeof modelFigures> {
  const none = { value: null, interval: null }
  return { pooled: { ...pooled, tau: none, sparseTau: none, spearman: none }, foldTau: null }
}

/** One run of each row, NaN where there is none. */
function drawnRuns({ starts, values }: MeasureRuns, random: RandomGenerator): Float64Array {
  return Float64Array.from({ length: starts.length - 1 }, (_, row) => {
    const start = starts[row] as number
    const end = starts[row + 1] as number
    return start === end ? Number.NaN : (values[uniformInt(random, start, end - 1)] as number)
  })
}

// All intervals of the surrogate; of the others the one that it is compared by.
const INTERVALS: Readonly<Record<ModelName, readonly FigureName[]>> = {
  surrogate: FIGURE_NAMES,
  'random forest': ['tau'],
  parameters: ['tau'],
  mean: [],
}

/** One a repeat, rows ascending, where the model was trained and there is a value to compare with. */
function predictionsOf(
  model: ModelName,
  { set, at, singleRuns }: { set: TrainingSet; at: Own; singleRuns: Float64Array },
): Predicted[] {
  const values = set.values[at.measure] as Float64Array
  const repeats = [...new Set(at.own.map(({ task }) => task.repeat))]
  return repeats.flatMap((repeat) => {
    const rows = at.own
      .filter(({ task }) => task.repeat === repeat)
      .flatMap(({ task, result }) => {
        const predictions = result.measures[at.measure]?.[model]
        if (predictions === undefined) return []
        const { means, standardDeviations } = predictions
        return Array.from(task.test, (row, index) => ({
          row,
          fold: task.fold,
          mean: means[index] as number,
          deviation: standardDeviations?.[index] ?? null,
          distance: result.distances[index] as number,
        }))
      })
      .filter(({ row }) => !Number.isNaN(values[row]))
      .sort((a, b) => a.row - b.row)
    if (rows.length === 0) return []
    const hasDeviations = rows.every(({ deviation }) => deviation !== null)
    return [
      {
        truth: Float64Array.from(rows, ({ row }) => values[row] as number),
        singleRuns: Float64Array.from(rows, ({ row }) => singleRuns[row] as number),
        means: Float64Array.from(rows, ({ mean }) => mean),
        standardDeviations: hasDeviations
          ? Float64Array.from(rows, ({ deviation }) => deviation ?? Number.NaN)
          : null,
        groups: Int32Array.from(rows, ({ row }) => set.groups[row] as number),
        folds: Int32Array.from(rows, ({ fold }) => fold),
        distances: Uint8Array.from(rows, ({ distance }) => distance),
      },
    ]
  })
}
