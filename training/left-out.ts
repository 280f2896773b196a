import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { shuffled } from '../space/shuffled.ts'
import type { Neighbours } from './gaussian-process/posterior.ts'
import { integersOf } from './random.ts'

const FOLDS = 10

/**
 * Predictions of a target's rows, each by a model that was not fitted to the row's fold; standardised.
 * The variances are those of the noiseless function.
 */
export interface LeftOut {
  readonly means: Float64Array
  readonly variances: Float64Array
  /** Pairs of similar rows of one fold; none where the process does not give their covariances. */
  readonly neighbours: readonly Neighbours[]
}

/**
 * Fold of each row of a set: whole sample groups go together, rows without one by themselves.
 * @throws RangeError where all rows are of one group: nothing can be left out
 */
export function innerFolds(groups: Int32Array, seed: number): Int32Array {
  const keys = [...groups].map((group, row) => (group >= 0 ? `g${group}` : `r${row}`))
  const distinct = [...new Set(keys)]
  if (distinct.length < 2) {
    throw new RangeError(
      `All ${groups.length} architectures are of one sample group, so none can be held out to see what a surrogate is worth. Ingest the table without its column of groups, or with more groups.`,
    )
  }
  const order = shuffled(integersOf(xoroshiro128plus((seed ^ 0x5eed) | 0)), distinct.length)
  const foldOf = new Map(Array.from(order, (place, at) => [distinct[place], at % FOLDS]))
  return Int32Array.from(keys, (key) => foldOf.get(key) as number)
}

/** Places of the rows in each fold, without empty folds. */
export function foldPlaces(folds: Int32Array): Int32Array[] {
  const all = Int32Array.from(folds.keys())
  return [...new Set(folds)]
    .sort((a, b) => a - b)
    .map((fold) => all.filter((at) => folds[at] === fold))
}
