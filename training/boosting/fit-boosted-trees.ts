import { FEATURE_COUNT } from '../../surrogate/features/features.ts'
import { foldPlaces } from '../left-out.ts'
import type { MeasureTarget } from '../targets.ts'
import {
  type BoostedTrees,
  type BoostingOptions,
  boostTrees,
  predictBoostedTrees,
} from './boosted-trees.ts'

const OPTIONS: BoostingOptions = {
  sequences: 3,
  treesEach: 150,
  learningRate: 0.04,
  leavesMax: 6,
  leafWeightMin: 8,
  ridge: 10,
  rowShare: 0.7,
  featureShare: 0.3,
}

/**
 * A target of so many rows gets trees. Fewer cannot be parted. Trees of 1,000 rows add .025 to the tau of
 * EuroSAT's accuracies. Those of 2,000 rows of EC-NAS-Bench add .015 to its halfway accuracies and take
 * .011 from its times; to the 8,000 rows and more of CIFAR-10 they add nothing.
 */
const ROWS = { least: 200, most: 2000 }

export interface TargetTrees {
  readonly trees: BoostedTrees
  /** Predictions of the target's rows by trees that were grown without the row's fold. */
  readonly leftOut: Float64Array
}

/**
 * Boosted trees for a target; null for one of too few or too many rows.
 * @param features of all rows of the set
 * @param folds of the target's rows
 */
export function fitBoostedTrees(
  { rows, values, noiseShares }: MeasureTarget,
  { features, folds, seed }: { features: Float32Array; folds: Int32Array; seed: number },
): TargetTrees | null {
  if (rows.length < ROWS.least || rows.length > ROWS.most) return null
  const grown = (places: Int32Array) =>
    boostTrees(
      {
        features: featuresAt(features, rows, places),
        featureCount: FEATURE_COUNT,
        targets: Float64Array.from(places, (place) => values[place] as number),
        weights: Float64Array.from(places, (place) => 1 / (noiseShares[place] as number)),
        seed,
      },
      OPTIONS,
    )
  const all = Int32Array.from(rows.keys())
  const leftOut = new Float64Array(rows.length)
  for (const places of foldPlaces(folds)) {
    const out = new Set(places)
    const trees = grown(all.filter((at) => !out.has(at)))
    const predicted = predictBoostedTrees(trees, featuresAt(features, rows, places))
    for (const [at, place] of places.entries()) leftOut[place] = predicted[at] as number
  }
  return { trees: grown(all), leftOut }
}

function featuresAt(all: Float32Array, rows: Int32Array, places: Int32Array): Float32Array {
  const features = new Float32Array(places.length * FEATURE_COUNT)
  for (const [at, place] of places.entries()) {
    const start = (rows[place] as number) * FEATURE_COUNT
    features.set(all.subarray(start, start + FEATURE_COUNT), at * FEATURE_COUNT)
  }
  return features
}
