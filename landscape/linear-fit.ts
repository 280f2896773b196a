/** The least-squares line of y over x, and Pearson's correlation. */
export interface LinearFit {
  readonly count: number
  readonly slope: number
  readonly intercept: number
  /** NaN where x or y is constant. */
  readonly correlation: number
}

/** @param x with y of the same length; pairs with a NaN are left out */
export function linearFit(x: ArrayLike<number>, y: ArrayLike<number>): LinearFit {
  let count = 0
  let meanX = 0
  let meanY = 0
  let squaresX = 0
  let squaresY = 0
  let products = 0
  // Welford's updates: one pass without cancellation.
  for (let at = 0; at < x.length; at++) {
    const a = x[at] as number
    const b = y[at] as number
    if (Number.isNaN(a) || Number.isNaN(b)) continue
    count++
    const dx = a - meanX
    const dy = b - meanY
    meanX += dx / count
    meanY += dy / count
    squaresX += dx * (a - meanX)
    squaresY += dy * (b - meanY)
    products += dx * (b - meanY)
  }
  const slope = products / squaresX
  return {
    count,
    slope,
    intercept: meanY - slope * meanX,
    correlation: products / Math.sqrt(squaresX * squaresY),
  }
}
