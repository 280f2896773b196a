const COEFFICIENTS = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]

/** Of the standard normal distribution, within 7.5e-8 (Abramowitz and Stegun 1964, 26.2.17). */
export function normalCumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  let polynomial = 0
  for (let at = COEFFICIENTS.length - 1; at >= 0; at--) {
    polynomial = (polynomial + (COEFFICIENTS[at] as number)) * t
  }
  const tail = (polynomial * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
  return x >= 0 ? 1 - tail : tail
}
