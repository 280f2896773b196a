import type { Unit } from '../../../fitness/instance.ts'

/** 0.1 %, as in NAS-Bench-301. */
const FRACTION_STEP = 0.001

/**
 * To what values are rounded before a sparse tau: 0.001 for fractions and coefficients. Other units
 * have no natural step, so their range gives it: three significant digits of the largest less the
 * smallest value (0.1 for 47 ms, 1 for 470 s).
 */
export function sparseStep(unit: Unit, values: ArrayLike<number>): number {
  if (unit === 'fraction' || unit === 'coefficient') return FRACTION_STEP
  let least = Infinity
  let most = -Infinity
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    if (Number.isNaN(value)) continue
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  const range = most - least
  // A power of ten by its text is exact; 10 ** -1 * 3 is not.
  return range > 0 ? Number(`1e${Math.floor(Math.log10(range)) - 2}`) : 1
}
