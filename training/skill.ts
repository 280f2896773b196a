import { type SupportFactors, supportClass } from './calibration.ts'
import { areEqual } from './evaluation/metrics/errors.ts'
import type { OutOfFold } from './out-of-fold.ts'
import { type MeasureTarget, meanOf } from './targets.ts'
import { restored } from './transform.ts'

/** Less is rounding. */
const SKILL_MIN = 1e-9

/** The served mean of each row that was held out, in the unit of the measure; NaN where there is none. */
export function leftOutMeans(
  { transform, centre, spread }: Pick<MeasureTarget, 'transform' | 'centre' | 'spread'>,
  { means, variances, distances }: OutOfFold,
  { noise, support }: { readonly noise: number; readonly support: SupportFactors },
): Float64Array {
  return Float64Array.from(means, (own, row) => {
    if (Number.isNaN(own)) return Number.NaN
    const factor = support[supportClass(distances[row] as number)] as number
    const deviation = factor * spread * Math.sqrt((variances[row] as number) + noise)
    return restored(transform, centre + spread * own, deviation).mean
  })
}

/**
 * R² of the served means of rows that were held out: 1 - squared errors / squared distances from the
 * mean of all rows. Not above 0, a model tells no more than that mean. 0 where all values are equal, or
 * the means are that mean but for rounding.
 */
export function skillOf(
  target: MeasureTarget,
  held: OutOfFold,
  trust: { readonly noise: number; readonly support: SupportFactors },
): number {
  const { published } = target
  const means = leftOutMeans(target, held, trust)
  const values = Float64Array.from(published, meanOf)
  const centreOfAll = meanOf(values)
  let errors = 0
  let squares = 0
  let count = 0
  for (const [row, value] of values.entries()) {
    const mean = means[row] as number
    if (Number.isNaN(mean)) continue
    count++
    errors += (value - mean) ** 2
    squares += (value - centreOfAll) ** 2
  }
  if (areEqual(squares, centreOfAll, count)) return 0
  const explained = 1 - errors / squares
  return Math.abs(explained) < SKILL_MIN ? 0 : explained
}
