import { FEATURE_COUNT } from '../../surrogate/features/features.ts'
import { blendedMean } from '../blend.ts'
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
 * A target of `least` rows to `always` gets trees: fewer cannot be parted, and trees of 1,000 rows add .025
 * to the tau of EuroSAT's accuracies. Up to `most` it gets them where the blend comes nearer to rows that
 * were left out: trees of 2,000 rows of EC-NAS-Bench add .015 to its halfway accuracies, and would take .011
 * from its times. To the 8,000 rows and more of CIFAR-10 they add nothing.
 */
const ROWS = { least: 200, always: 2000, most: 4000 }

export interface TargetTrees {
  readonly trees: BoostedTrees
  /** Predictions of the target's rows by trees that were grown without the row's fold. */
  readonly leftOut: Float64Array
}

interface Given {
  /** Of all rows of the set. */
  readonly features: Float32Array
  /** Of the target's rows. */
  readonly folds: Int32Array
  /** What the process says of the target's rows, fitted without the row's fold. */
  readonly processLeftOut: Float64Array
  readonly seed: number
}

/** Boosted trees for a target; null where it has too few or too many rows, or is better off without. */
export function fitBoostedTrees(
  target: MeasureTarget,
  { features, folds, processLeftOut, seed }: Given,
): TargetTrees | null {
  const { rows, values, noiseShares } = target
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
  if (rows.length > ROWS.always) {
    const blend = processLeftOut.map((mean, row) => blendedMean(mean, leftOut[row] as number))
    if (squaredError(target, blend) >= squaredError(target, processLeftOut)) return null
  }
  return { trees: grown(all), leftOut }
}

/** Of noisier values it counts less. */
function squaredError({ values, noiseShares }: MeasureTarget, means: Float64Array): number {
  return means.reduce((sum, mean, row) => {
    return sum + (mean - (values[row] as number)) ** 2 / (noiseShares[row] as number)
  }, 0)
}

function featuresAt(all: Float32Array, rows: Int32Array, places: Int32Array): Float32Array {
  const features = new Float32Array(places.length * FEATURE_COUNT)
  for (const [at, place] of places.entries()) {
    const start = (rows[place] as number) * FEATURE_COUNT
    features.set(all.subarray(start, start + FEATURE_COUNT), at * FEATURE_COUNT)
  }
  return features
}
