import type { ModelName } from '../../surrogate/card.ts'
import type { FitSurrogate, TrainingContext } from '../model.ts'
import { seedOf } from '../random.ts'
import { subsetOf, type TrainingSet } from '../training-set.ts'
import { fitForest } from './baselines/random-forest.ts'
import { fitMean } from './baselines/regression.ts'
import type { Split } from './folds.ts'

/** A training set and what the baselines see of its architectures. */
export interface FoldData {
  readonly set: TrainingSet
  /** At the next lower budget that there is. */
  readonly lower: TrainingSet | null
  /** Row-major: rows of the set × `featureCount`. */
  readonly features: Float32Array
  readonly featureCount: number
  /** Trainable parameters of each row. */
  readonly parameters: Float32Array
}

export interface FoldTask extends Split {
  /** Which training set. */
  readonly data: number
  /** Rows of the set at the lower budget that may be seen. */
  readonly lower: Int32Array
  readonly seed: number
}

export interface ModelPredictions {
  /** One for each row that is tested on. */
  readonly means: Float64Array
  /** Null for a model that states none. */
  readonly standardDeviations: Float64Array | null
}

export interface FoldResult {
  /** Of each measure of the set: what each model predicts; null where it was trained on too little. */
  readonly measures: readonly (Readonly<Record<ModelName, ModelPredictions>> | null)[]
  /** Of each row that is tested on: graph edits to the nearest architecture trained on. */
  readonly distances: Uint8Array
}

/** A measure with fewer training values in a fold is not evaluated there. */
const FOLD_ROWS_MIN = 10

export interface FoldContext extends Omit<TrainingContext, 'seed'> {
  readonly fitSurrogate: FitSurrogate
}

/** Fits every model on the training rows alone and predicts the rows that are held out. */
export function runFold(data: FoldData, task: FoldTask, context: FoldContext): FoldResult {
  const { set } = data
  const { fitSurrogate, ...common } = context
  const train = subsetOf(set, task.train, FOLD_ROWS_MIN)
  const testIds = Int32Array.from(task.test, (row) => set.architectureIds[row] as number)
  const lower = data.lower === null ? null : subsetOf(data.lower, task.lower, FOLD_ROWS_MIN)
  const surrogate = fitSurrogate(train, lower, { ...common, seed: task.seed }).predict(testIds)
  const measures = set.measures.map((measure, at) => {
    const trained = train.measures.indexOf(measure)
    if (trained < 0) return null
    return {
      surrogate: {
        means: surrogate.means[trained] as Float64Array,
        standardDeviations: surrogate.standardDeviations[trained] as Float64Array,
      },
      ...baselines(data, { ...task, measure: at }),
    }
  })
  return { measures, distances: surrogate.distances }
}

function baselines(data: FoldData, task: FoldTask & { readonly measure: number }) {
  const { features, featureCount, parameters } = data
  const values = data.set.values[task.measure] as Float64Array
  const rows = task.train.filter((row) => !Number.isNaN(values[row]))
  const targets = Float64Array.from(rows, (row) => values[row] as number)
  const mean = fitMean({ targets })
  const seed = seedOf(task.seed, 'forest', task.measure)
  const forest = fitForest({ features, featureCount, rows, targets, seed })
  // As a forest too, for it follows any curve: a straight line leaves much of what they tell.
  const ofParameters = fitForest({ features: parameters, featureCount: 1, rows, targets, seed })
  const predictions = (predict: (row: number) => number): ModelPredictions => ({
    means: Float64Array.from(task.test, predict),
    standardDeviations: null,
  })
  return {
    'random forest': predictions(forest),
    parameters: predictions(ofParameters),
    mean: predictions(mean),
  }
}
