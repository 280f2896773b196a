// Lanczos's coefficients for g = 7 (Numerical Recipes, third edition, 6.1, use the same series).
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
]

/** The natural logarithm of the gamma function of a positive number, to about 15 digits. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  let sum = LANCZOS[0] as number
  for (let at = 1; at < LANCZOS.length; at++) sum += (LANCZOS[at] as number) / (x - 1 + at)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/** The derivative of `logGamma` (Abramowitz, Stegun 6.3.5, 6.3.18). */
export function digamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 10; at++) shift -= 1 / at
  const inverse = 1 / (at * at)
  const series =
    inverse *
    (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse / 132))))
  return shift + Math.log(at) - 0.5 / at - series
}

/** The derivative of `digamma`, to about 12 digits (Abramowitz, Stegun 6.4.6, 6.4.12). */
export function trigamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 10; at++) shift += 1 / (at * at)
  const inverse = 1 / (at * at)
  const series =
    (1 + inverse * (1 / 6 - inverse * (1 / 30 - inverse * (1 / 42 - inverse / 30)))) / at
  return shift + series + 0.5 * inverse
}
