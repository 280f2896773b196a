import { INTERVALS } from './evaluation/metrics/coverage.ts'
import type { OutOfFold } from './out-of-fold.ts'
import type { MeasureTarget } from './targets.ts'
import { limited, restored } from './transform.ts'

/**
 * Factors of the standard deviation by the distance to the nearest architecture that was trained on:
 * of 0 and 1 edits, 2, and 3 or more.
 */
export type SupportFactors = readonly [near: number, two: number, far: number]
const CLASSES = 3

/** Which of the factors counts at a distance. */
export function supportClass(distance: number): number {
  return Math.min(CLASSES, Math.max(1, distance)) - 1
}

/** So many rows of a distance weigh as much as all rows together. */
const PRIOR_ROWS = 20
/** No distance counts for more than this times the factor of all rows: few rows can be odd ones. */
const RATIO_MAX = 2
/** A little above 80 % where the hyperparameters have seen the rows that are held out. */
const LEVELS = { refitted: 0.8, leftOut: 0.81 }
const FACTOR_RANGE = { least: 0.05, most: 20 }
const HALVINGS = 40

/**
 * The factors that make 80 % intervals hold 80 % of the single runs that nothing was fitted to, at
 * each distance; no smaller further away.
 * @param variance of a single run beyond the variance of the function, standardised
 */
export function supportFactors(
  target: MeasureTarget,
  outOfFold: OutOfFold,
  variance: number,
): SupportFactors {
  const level = levelOf(outOfFold)
  const needed = factorsNeeded(target, outOfFold, variance)
  const all = quantile(needed.flat(), level)
  const own = needed.map((factors) => {
    const share = factors.length / (factors.length + PRIOR_ROWS)
    const ratio = factors.length === 0 ? 1 : quantile(factors, level) / all
    const log = Math.log(Math.min(RATIO_MAX, ratio))
    return { log: Math.log(all) + share * log, weight: factors.length + 1 }
  })
  const [near, two, far] = ascending(own).map(Math.exp)
  return [near ?? all, two ?? all, far ?? all]
}

export function levelOf({ isRefitted }: OutOfFold): number {
  return isRefitted ? LEVELS.refitted : LEVELS.leftOut
}

/** The factor that makes 80 % intervals hold 80 % of the single runs at all distances together. */
export function overallFactor(
  target: MeasureTarget,
  outOfFold: OutOfFold,
  variance: number,
): number {
  return quantile(factorsNeeded(target, outOfFold, variance).flat(), levelOf(outOfFold))
}

/** By class of distance, of every run: the factor at which the 80 % interval reaches it. */
function factorsNeeded(
  { transform, centre, spread, published }: MeasureTarget,
  { means, variances, distances }: OutOfFold,
  variance: number,
): number[][] {
  const classes: number[][] = Array.from({ length: CLASSES }, () => [])
  for (const [row, runs] of published.entries()) {
    if (Number.isNaN(means[row])) continue
    const mean = centre + spread * (means[row] as number)
    const deviation = spread * Math.sqrt((variances[row] as number) + variance)
    const own = classes[supportClass(distances[row] as number)]
    for (const run of runs) {
      const value = limited(transform, run)
      own?.push(
        factorAt((factor) => {
          const predicted = restored(transform, mean, factor * deviation)
          return Math.abs(value - predicted.mean) <= INTERVALS[80] * predicted.deviation
        }),
      )
    }
  }
  return classes
}

/** The least factor that is enough, by bisection of its logarithm. */
function factorAt(isEnough: (factor: number) => boolean): number {
  let low = Math.log(FACTOR_RANGE.least)
  let high = Math.log(FACTOR_RANGE.most)
  for (let at = 0; at < HALVINGS && high - low > 1e-3; at++) {
    const middle = (low + high) / 2
    if (isEnough(Math.exp(middle))) high = middle
    else low = middle
  }
  return Math.exp(high)
}

function quantile(values: readonly number[], level: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length, Math.ceil(level * (sorted.length + 1))) - 1] as number
}

/** Isotonic regression: neighbours that descend become their weighted mean. */
function ascending(values: readonly { log: number; weight: number }[]): number[] {
  const pools: { log: number; weight: number; count: number }[] = []
  for (const value of values) {
    let pool = { ...value, count: 1 }
    for (let last = pools.at(-1); last !== undefined && last.log > pool.log; last = pools.at(-1)) {
      const weight = last.weight + pool.weight
      const log = (last.log * last.weight + pool.log * pool.weight) / weight
      pool = { log, weight, count: last.count + pool.count }
      pools.pop()
    }
    pools.push(pool)
  }
  return pools.flatMap(({ log, count }) => new Array<number>(count).fill(log))
}
