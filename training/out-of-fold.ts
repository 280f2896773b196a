import type { Distances } from './target-fit.ts'

/**
 * What a model says of each row of a target that was not fitted to the row's fold: the served mean
 * and the variance of the true value, of the standardised target.
 */
export interface OutOfFold {
  readonly means: Float64Array
  readonly variances: Float64Array
  /** Graph edits to the nearest architecture of the other folds. */
  readonly distances: Uint8Array
  /** Whether the hyperparameters did not see the row either. */
  readonly isRefitted: boolean
}

/** Distance of each row of a set to the nearest row of another fold. */
export function foldDistances(
  architectureIds: Int32Array,
  folds: Int32Array,
  distancesFrom: Distances,
): Uint8Array {
  const distances = new Uint8Array(architectureIds.length)
  for (const fold of new Set(folds)) {
    const all = distancesFrom(architectureIds.filter((_, row) => folds[row] !== fold))
    for (const [row, id] of architectureIds.entries()) {
      if (folds[row] === fold) distances[row] = all[id] as number
    }
  }
  return distances
}
