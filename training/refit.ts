import { measureName } from '../fitness/measure.ts'
import { featuresOf } from '../surrogate/features/features.ts'
import { type FittedMeasure, fitMeasures, targetsAt } from './fit-measures.ts'
import { coordinates } from './gaussian-process/kernel.ts'
import { innerFolds } from './left-out.ts'
import type { TrainingContext } from './model.ts'
import type { OutOfFold } from './out-of-fold.ts'
import { measured, subsetOf, type TrainingSet } from './training-set.ts'

/** Measures of at most so many rows are fitted once a fold: their hyperparameters depend on every row. */
const REFIT_ROWS_MAX = 200
const FOLD_ROWS_MIN = 10

interface RefitContext extends TrainingContext {
  /** Of the rows of the set. */
  readonly folds: Int32Array
  readonly distances: Uint8Array
}

interface Held {
  readonly means: Float64Array
  readonly variances: Float64Array
}

/**
 * Out-of-fold predictions of the measures with few rows, by models that are fitted anew without the
 * fold; null for the others.
 */
export function refittedOutOfFold(
  set: TrainingSet,
  measures: readonly FittedMeasure[],
  context: RefitContext,
): (OutOfFold | null)[] {
  const few = withFewRows(set)
  const held = new Map<string, Held>()
  const empty = () => new Float64Array(set.architectureIds.length).fill(Number.NaN)
  for (const measure of few.measures) {
    held.set(measureName(measure), { means: empty(), variances: empty() })
  }
  const rows = Int32Array.from(set.architectureIds.keys()).filter((row) =>
    few.values.some((values) => !Number.isNaN(values[row])),
  )
  const { folds } = context
  for (const fold of new Set(Array.from(rows, (row) => folds[row]))) {
    const rest = rows.filter((row) => folds[row] !== fold)
    const own = rows.filter((row) => folds[row] === fold)
    predictFold(few, { rest, own, measures, held }, context)
  }
  return measures.map(({ target }) => {
    const own = held.get(measureName(target.measure))
    if (own === undefined) return null
    const at = (values: Float64Array) =>
      Float64Array.from(target.rows, (row) => values[row] as number)
    return {
      means: at(own.means),
      variances: at(own.variances),
      distances: Uint8Array.from(target.rows, (row) => context.distances[row] as number),
      isRefitted: true,
    }
  })
}

function withFewRows(set: TrainingSet): TrainingSet {
  const kept = [...set.measures.keys()].filter(
    (at) => measured(set.values[at] as Float64Array) <= REFIT_ROWS_MAX,
  )
  const of = <T>(values: readonly T[]) => kept.map((at) => values[at] as T)
  return { ...set, measures: of(set.measures), values: of(set.values), runs: of(set.runs) }
}

interface Fold {
  readonly rest: Int32Array
  readonly own: Int32Array
  readonly measures: readonly FittedMeasure[]
  readonly held: ReadonlyMap<string, Held>
}

function predictFold(
  set: TrainingSet,
  { rest, own, measures, held }: Fold,
  { space, seed, instance, recipe, distancesFrom }: RefitContext,
): void {
  const train = subsetOf(set, rest, FOLD_ROWS_MIN)
  if (train.measures.length === 0) return
  const folds = innerFolds(train.groups, seed)
  const refitted = fitMeasures(train, null, {
    instance,
    recipe,
    space,
    distancesFrom,
    seed,
    folds,
  })
  const features = featuresOf(
    space,
    Int32Array.from(own, (row) => set.architectureIds[row] as number),
  )
  const rows = coordinates(features, refitted.standardisation)
  for (const fitted of refitted.measures) {
    const name = measureName(fitted.target.measure)
    const target = measures.find((one) => measureName(one.target.measure) === name)?.target
    const into = held.get(name)
    if (target === undefined || into === undefined) continue
    const { trees = null, lower = null } = fitted.second ?? {}
    const predicted = targetsAt({ ...fitted, trees, lower }, { rows, features })
    // The refitted model has a scale of its own.
    const scale = fitted.target.spread / target.spread
    const shift = (fitted.target.centre - target.centre) / target.spread
    for (const [place, row] of own.entries()) {
      into.means[row] = shift + scale * (predicted.means[place] as number)
      into.variances[row] = scale ** 2 * (predicted.variances[place] as number)
    }
  }
}
