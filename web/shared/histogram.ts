import type { Range } from './range.ts'

/** Counts in bins of equal width; what lies outside of the range is not counted. */
export function histogram(
  values: Float64Array,
  [least, most]: Range,
  bins: number,
  isCounted: (at: number) => boolean = () => true,
): Float64Array {
  const counts = new Float64Array(bins)
  const scale = bins / (most - least)
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    if (!(value >= least && value <= most) || !isCounted(at)) continue
    const bin = Math.min(bins - 1, Math.floor((value - least) * scale))
    counts[bin] = (counts[bin] as number) + 1
  }
  return counts
}
