import { FEATURE_COUNT } from '../features/features.ts'
import { foldPlaces } from '../left-out.ts'
import type { MeasureTarget } from '../targets.ts'
import { type Forest, growForest, predictForest } from './forest.ts'

const TREES = 100
const TRIED_SHARE = 1 / 3
const LEAF_ROWS_MIN = 3

/** A target of so many rows gets a forest: fewer cannot be parted, and more need no help. */
const ROWS = { least: 200, most: 600 }

export interface TargetForest {
  readonly forest: Forest
  /** Predictions of the target's rows by forests that were grown without the row's fold. */
  readonly leftOut: Float64Array
}

/**
 * A forest for a target; null for one of too few or too many rows.
 * @param features of all rows of the set
 * @param folds of the target's rows
 */
export function fitForest(
  { rows, values }: MeasureTarget,
  { features, folds, seed }: { features: Float32Array; folds: Int32Array; seed: number },
): TargetForest | null {
  if (rows.length < ROWS.least || rows.length > ROWS.most) return null
  const grown = (places: Int32Array) =>
    growForest({
      features: featuresAt(features, rows, places),
      featureCount: FEATURE_COUNT,
      targets: Float64Array.from(places, (place) => values[place] as number),
      trees: TREES,
      triedShare: TRIED_SHARE,
      leafRowsMin: LEAF_ROWS_MIN,
      seed,
    })
  const all = Int32Array.from(rows.keys())
  const leftOut = new Float64Array(rows.length)
  for (const places of foldPlaces(folds)) {
    const out = new Set(places)
    const forest = grown(all.filter((at) => !out.has(at)))
    const predicted = predictForest(forest, featuresAt(features, rows, places))
    for (const [at, place] of places.entries()) leftOut[place] = predicted[at] as number
  }
  return { forest: grown(all), leftOut }
}

function featuresAt(all: Float32Array, rows: Int32Array, places: Int32Array): Float32Array {
  const features = new Float32Array(places.length * FEATURE_COUNT)
  for (const [at, place] of places.entries()) {
    const start = (rows[place] as number) * FEATURE_COUNT
    features.set(all.subarray(start, start + FEATURE_COUNT), at * FEATURE_COUNT)
  }
  return features
}
