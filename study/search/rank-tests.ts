/** Probability that one of two samples has the smaller number (Vargha and Delaney 2000). */
export function a12(one: readonly number[], other: readonly number[]): number {
  let wins = 0
  for (const left of one) {
    for (const right of other) wins += left < right ? 1 : left === right ? 0.5 : 0
  }
  return wins / (one.length * other.length)
}

/**
 * Two-sided p-value of the Wilcoxon rank-sum test by its normal approximation, with corrections for
 * ties and continuity (as `scipy.stats.mannwhitneyu` with `method="asymptotic"`).
 */
export function rankSum(one: readonly number[], other: readonly number[]): number {
  const [n, m] = [one.length, other.length]
  const all = [...one, ...other].sort((left, right) => left - right)
  let ties = 0
  for (let from = 0; from < all.length; ) {
    let to = from
    while (to < all.length && all[to] === all[from]) to++
    const count = to - from
    ties += count ** 3 - count
    from = to
  }
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)))
  const away = Math.abs((a12(one, other) - 0.5) * n * m) - 0.5
  return variance === 0 ? 1 : Math.min(1, complementaryError(away / Math.sqrt(2 * variance)))
}

/** Holm's step-down correction of p-values (1979), in their order. */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number))
  const adjusted = new Array<number>(values.length).fill(0)
  let least = 0
  for (const [rank, place] of order.entries()) {
    least = Math.max(least, Math.min(1, (values.length - rank) * (values[place] as number)))
    adjusted[place] = least
  }
  return adjusted
}

/** erfc by the continued fraction of Lentz for large arguments, and by its series for small ones. */
function complementaryError(x: number): number {
  if (x < 0) return 2 - complementaryError(-x)
  if (x < 2) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = 0
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction))
}
