/** Probabilities of the quantiles. */
const QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const

export interface Statistics {
  readonly count: number
  readonly min: number
  readonly max: number
  readonly mean: number
  /** Of the sample, n - 1; null of one value. */
  readonly standardDeviation: number | null
  readonly quantiles: readonly { readonly probability: number; readonly value: number }[]
  readonly histogram: Histogram
}

export interface Histogram {
  /** Bins + 1, ascending; a bin holds its lower edge, and the last one its upper edge too. */
  readonly edges: number[]
  readonly counts: number[]
}

/**
 * The quantile of sorted values by linear interpolation between the two beside it: type 7 of Hyndman and
 * Fan, The American Statistician 50 (1996), 361-365; the default of R and NumPy.
 */
export function quantile(sorted: Float64Array, probability: number): number {
  const place = (sorted.length - 1) * probability
  const below = sorted[Math.floor(place)] as number
  const above = sorted[Math.ceil(place)] as number
  return below + (above - below) * (place - Math.floor(place))
}

function histogramOf(sorted: Float64Array, bins: number): Histogram {
  const min = sorted[0] as number
  const max = sorted[sorted.length - 1] as number
  if (min === max) return { edges: [min, max], counts: [sorted.length] }
  const edges = Array.from({ length: bins + 1 }, (_, bin) =>
    bin === bins ? max : min + (max - min) * (bin / bins),
  )
  const counts = new Array<number>(bins).fill(0)
  let bin = 0
  for (const value of sorted) {
    while (bin < bins - 1 && value >= (edges[bin + 1] as number)) bin++
    counts[bin] = (counts[bin] as number) + 1
  }
  return { edges, counts }
}

/**
 * Describes numbers, none of them missing; null of none. All equal have one bin.
 * @param values ascending
 * @param bins of equal width from the least to the greatest value
 */
export function statisticsOf(values: Float64Array, bins: number): Statistics | null {
  const count = values.length
  if (count === 0) return null
  // -0 becomes 0.
  const [min, max] = [(values[0] as number) + 0, (values[count - 1] as number) + 0]
  let sum = 0
  for (const value of values) sum += value
  // Rounding must not put the mean of equal values beside them.
  const mean = Math.min(max, Math.max(min, sum / count)) + 0
  let squares = 0
  for (const value of values) squares += (value - mean) * (value - mean)
  return {
    count,
    min,
    max,
    mean,
    standardDeviation: count < 2 ? null : Math.sqrt(squares / (count - 1)),
    quantiles: QUANTILES.map((probability) => ({
      probability,
      value: quantile(values, probability),
    })),
    histogram: histogramOf(values, bins),
  }
}
