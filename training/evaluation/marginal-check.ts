import { normalCumulative } from './metrics/normal-cumulative.ts'

/** Means and standard deviations of one measure, of all architectures. */
export interface PredictedColumn {
  readonly means: Float32Array
  readonly standardDeviations: Float32Array
}

const QUANTILES = [0.1, 0.5, 0.9]
/** Points at which the mixture is computed, between its ends. */
const POINTS = 400
const TERMS = 100
const HALVINGS = 64

/**
 * Compares values whose architectures are not known with the predictive distribution of a run of a random
 * architecture: Kolmogorov and Smirnov's distance, the probability of a greater one, quantiles of
 * both. The mixture takes each architecture as normal.
 */
export function marginalFigures(
  values: readonly number[],
  predicted: PredictedColumn,
): Record<string, number | null> {
  const sorted = Float64Array.from(values).sort()
  const mixture = mixtureOf(sorted, predicted)
  let ks = 0
  for (const [at, value] of sorted.entries()) {
    const share = mixture.cumulative(value)
    const above = (at + 1) / sorted.length - share
    ks = Math.max(ks, above, share - at / sorted.length)
  }
  return {
    ks,
    p: kolmogorovTail(ks, sorted.length),
    ...Object.fromEntries(
      QUANTILES.flatMap((level) => [
        [`published${100 * level}`, quantile(sorted, level)],
        [`predicted${100 * level}`, mixture.quantile(level)],
      ]),
    ),
  }
}

/** On a grid, linear in between: hundreds of thousands of normal distributions are smooth together. */
function mixtureOf(sorted: Float64Array, { means, standardDeviations }: PredictedColumn) {
  const ends = means.reduce(
    ([least, most], mean) => [Math.min(least, mean), Math.max(most, mean)] as [number, number],
    [sorted[0] as number, sorted.at(-1) as number] as [number, number],
  )
  const margin = 0.05 * (ends[1] - ends[0]) + Number.EPSILON
  const from = ends[0] - margin
  const step = (ends[1] - ends[0] + 2 * margin) / (POINTS - 1)
  const shareBelow = (value: number) => {
    let sum = 0
    for (let id = 0; id < means.length; id++) {
      const deviation = Math.max(Number.MIN_VALUE, standardDeviations[id] as number)
      sum += normalCumulative((value - (means[id] as number)) / deviation)
    }
    return sum / means.length
  }
  const shares = Float64Array.from({ length: POINTS }, (_, point) =>
    shareBelow(from + point * step),
  )
  return {
    cumulative(value: number): number {
      const at = Math.min(POINTS - 1, Math.max(0, (value - from) / step))
      const below = Math.floor(at)
      const low = shares[below] as number
      return low + (at - below) * ((shares[Math.min(POINTS - 1, below + 1)] as number) - low)
    },
    quantile(level: number): number {
      const point = shares.findIndex((share) => share >= level)
      return point > 0 ? from + step * point : bisected(shareBelow, level, { from, width: step })
    },
  }
}

/** Where a rising share reaches a level that the grid does not: the deviations are wider than it. */
function bisected(
  shareBelow: (value: number) => number,
  level: number,
  { from, width }: { readonly from: number; readonly width: number },
): number {
  let [low, high] = [from - width, from + width]
  for (let turn = 0; turn < HALVINGS && shareBelow(low) >= level; turn++) low -= high - low
  for (let turn = 0; turn < HALVINGS && shareBelow(high) < level; turn++) high += high - low
  for (let turn = 0; turn < HALVINGS; turn++) {
    const middle = (low + high) / 2
    if (shareBelow(middle) < level) low = middle
    else high = middle
  }
  return high
}

function quantile(sorted: Float64Array, level: number): number {
  const at = level * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] as number
  return low + (at - below) * ((sorted[Math.ceil(at)] as number) - low)
}

/** Probability of a distance as great, of one sample (Kolmogorov 1933; Stephens 1970 for its size). */
function kolmogorovTail(distance: number, count: number): number {
  const root = Math.sqrt(count)
  const scaled = distance * (root + 0.12 + 0.11 / root)
  let sum = 0
  for (let term = 1; term <= TERMS; term++) {
    sum += (term % 2 === 1 ? 2 : -2) * Math.exp(-2 * (term * scaled) ** 2)
  }
  return Math.min(1, Math.max(0, sum))
}
