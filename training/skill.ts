import { type SupportFactors, supportClass } from './calibration.ts'
import type { OutOfFold } from './out-of-fold.ts'
import { type MeasureTarget, meanOf } from './targets.ts'
import { restored } from './transform.ts'

/**
 * R² of the served means of rows that were held out: 1 - squared errors / squared distances from the
 * mean of all rows. Not above 0, a model tells no more than that mean.
 */
export function skillOf(
  { transform, centre, spread, published }: MeasureTarget,
  { means, variances, distances }: OutOfFold,
  { noise, support }: { readonly noise: number; readonly support: SupportFactors },
): number {
  const values = Float64Array.from(published, meanOf)
  const centreOfAll = meanOf(values)
  let errors = 0
  let squares = 0
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(means[row])) continue
    const factor = support[supportClass(distances[row] as number)] as number
    const deviation = factor * spread * Math.sqrt((variances[row] as number) + noise)
    const { mean } = restored(transform, centre + spread * (means[row] as number), deviation)
    errors += (value - mean) ** 2
    squares += (value - centreOfAll) ** 2
  }
  return squares > 0 ? 1 - errors / squares : 0
}
