import { measureName } from '../fitness/measure.ts'
import { featuresOf } from './features/features.ts'
import { fitMeasures, type MeasuresFit, targetsAt } from './fit-measures.ts'
import { coordinates } from './gaussian-process/kernel.ts'
import { innerFolds } from './left-out.ts'
import type { TrainingContext } from './model.ts'
import type { OutOfFold } from './out-of-fold.ts'
import { subsetOf, type TrainingSet } from './training-set.ts'

/** Sets of at most so many rows are fitted once a fold: their hyperparameters depend on every row. */
const REFIT_ROWS_MAX = 200
const FOLD_ROWS_MIN = 10

/** Out-of-fold predictions by models that are fitted anew without the fold; null for larger sets. */
export function refittedOutOfFold(
  set: TrainingSet,
  { measures }: MeasuresFit,
  context: TrainingContext & { readonly folds: Int32Array; readonly distances: Uint8Array },
): OutOfFold[] | null {
  const { folds, distances, space, seed, instance, distancesFrom } = context
  const all = Int32Array.from(set.architectureIds.keys())
  if (all.length > REFIT_ROWS_MAX) return null
  const empty = () => new Float64Array(all.length).fill(Number.NaN)
  const held = measures.map(() => ({ means: empty(), variances: empty() }))
  for (const fold of new Set(folds)) {
    const rest = subsetOf(
      set,
      all.filter((row) => folds[row] !== fold),
      FOLD_ROWS_MIN,
    )
    const own = all.filter((row) => folds[row] === fold)
    const inner = innerFolds(rest.groups, seed)
    const common = { instance, space, distancesFrom, seed }
    const refitted = fitMeasures(rest, null, { ...common, folds: inner })
    const ids = Int32Array.from(own, (row) => set.architectureIds[row] as number)
    const features = featuresOf(space, ids)
    const rows = coordinates(features, refitted.standardisation)
    for (const [at, { target }] of measures.entries()) {
      const name = measureName(target.measure)
      const other = refitted.measures.find((one) => measureName(one.target.measure) === name)
      if (other === undefined) continue
      const { trees = null, lower = null } = other.second ?? {}
      const predicted = targetsAt({ ...other, trees, lower }, { rows, features })
      // The refitted model has a scale of its own.
      const scale = other.target.spread / target.spread
      const shift = (other.target.centre - target.centre) / target.spread
      for (const [place, row] of own.entries()) {
        const { means, variances } = held[at] as (typeof held)[number]
        means[row] = shift + scale * (predicted.means[place] as number)
        variances[row] = scale ** 2 * (predicted.variances[place] as number)
      }
    }
  }
  return measures.map(({ target }, at) => {
    const { means, variances } = held[at] as (typeof held)[number]
    const of = (values: Float64Array) =>
      Float64Array.from(target.rows, (row) => values[row] as number)
    return {
      means: of(means),
      variances: of(variances),
      distances: Uint8Array.from(target.rows, (row) => distances[row] as number),
      isRefitted: true,
    }
  })
}
