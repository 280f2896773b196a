/** Quantiles over worlds or samples. */
export interface Spread {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** The 10 %, 50 % and 90 % quantiles, by rank; null where a value is missing. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null)
  if (known.length < values.length || known.length === 0) return null
  const sorted = Float64Array.from(known).sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
  return { low: at(0.1), median: at(0.5), high: at(0.9) }
}
