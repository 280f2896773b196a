/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, ties at their average rank.
 * @returns null where one of the two lists has fewer than two different values
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const a = averageRanks(x)
  const b = averageRanks(y)
  const centre = (a.length + 1) / 2
  let products = 0
  let squaresA = 0
  let squaresB = 0
  for (let at = 0; at < a.length; at++) {
    const da = (a[at] as number) - centre
    const db = (b[at] as number) - centre
    products += da * db
    squaresA += da * da
    squaresB += db * db
  }
  return squaresA === 0 || squaresB === 0 ? null : products / Math.sqrt(squaresA * squaresB)
}

/** Ranks from 1; equal values share the average of their ranks. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, at) => at)
  order.sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  let start = 0
  for (let at = 1; at <= order.length; at++) {
    const isSame =
      at < order.length && values[order[at] as number] === values[order[start] as number]
    if (isSame) continue
    for (let tied = start; tied < at; tied++) ranks[order[tied] as number] = (start + 1 + at) / 2
    start = at
  }
  return ranks
}
