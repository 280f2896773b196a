import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { shuffled } from '../space/shuffled.ts'
import type { TargetFit } from './fit-kernels.ts'
import { predictPosterior } from './gaussian-process/posterior.ts'
import { integersOf } from './random.ts'
import { restored } from './transform.ts'

const FOLDS = 10
/** A little above 80 %: the hyperparameters have seen the rows that are held out here. */
const LEVEL = 0.82
/** Half width of the central 80 % of a normal distribution, in standard deviations. */
const NORMAL_QUANTILE = 1.2815515655446004

interface CrossPrediction {
  readonly value: number
  readonly mean: number
  readonly deviation: number
}

/** Fold of each row: whole sample groups go together, rows without one by themselves. */
function foldsOf(rows: Int32Array, groups: Int32Array, seed: number): Int32Array {
  const keys = [...rows].map((row) =>
    (groups[row] as number) >= 0 ? `g${groups[row]}` : `r${row}`,
  )
  const distinct = [...new Set(keys)]
  const order = shuffled(integersOf(xoroshiro128plus((seed ^ 0x5eed) | 0)), distinct.length)
  const foldOf = new Map(Array.from(order, (place, at) => [distinct[place], at % FOLDS]))
  return Int32Array.from(keys, (key) => foldOf.get(key) as number)
}

/**
 * Predictions of every training row, in the measure's unit, from the rows outside of its fold; the
 * hyperparameters stay. The noise is that of the row's own runs.
 */
export function crossPredicted(
  fit: TargetFit,
  groups: Int32Array,
  seed: number,
): CrossPrediction[] {
  const { target } = fit
  const folds = foldsOf(target.rows, groups, seed)
  const predictions: CrossPrediction[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const places = [...folds.keys()].filter((at) => folds[at] === fold)
    if (places.length === 0 || places.length === target.rows.length) continue
    const rest = target.rows.filter((_, at) => folds[at] !== fold)
    const out = Int32Array.from(places, (at) => target.rows[at] as number)
    const { means, variances } = predictPosterior(fit.crossPosterior(rest), fit.coordinatesOf(out))
    for (const [row, at] of places.entries()) {
      const variance = (variances[row] as number) + fit.noise * (target.noiseShares[at] as number)
      const prediction = restored(
        target.transform,
        target.centre + target.spread * (means[row] as number),
        target.spread * Math.sqrt(variance),
      )
      predictions.push({ value: target.published[at] as number, ...prediction })
    }
  }
  return predictions
}

/** The factor that makes 80 % intervals hold 80 % of values that nothing was fitted to. */
export function calibrated(fit: TargetFit, groups: Int32Array, seed: number): number {
  const distances = crossPredicted(fit, groups, seed)
    .map(({ value, mean, deviation }) => Math.abs(value - mean) / deviation)
    .sort((left, right) => left - right)
  const at = Math.min(distances.length - 1, Math.ceil(LEVEL * distances.length) - 1)
  return (distances[at] as number) / NORMAL_QUANTILE
}
