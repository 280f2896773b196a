// JavaScript's own functions may differ in their last bit from engine to engine; sums, products,
// quotients and square roots may not, so these functions are made of those.

/** The natural logarithm of a positive number, the same bits on every machine. */
export function naturalLogarithm(value: number): number {
  let mantissa = value
  let exponent = 0
  while (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2
    exponent--
  }
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let series = 0
  for (let odd = 25; odd >= 1; odd -= 2) series = series * square + 1 / odd
  return 2 * s * series + exponent * Math.LN2
}

// The logarithm of 2 in two parts (Sun's fdlibm, e_exp.c): the first has 32 bits, so that its whole
// multiples are exact.
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const GREATEST = 709.782712893384
const LEAST = -745.1332191019412

/** 1 / n! from n = 2 to 14. */
const COEFFICIENTS: number[] = []
for (let n = 2, factorial = 2; n <= 14; n++, factorial *= n) COEFFICIENTS.push(1 / factorial)
COEFFICIENTS.reverse()

/** e to the power of a number within 1 unit of the last place, the same bits on every machine. */
export function exponential(value: number): number {
  if (value > GREATEST) return Number.POSITIVE_INFINITY
  if (value < LEAST) return 0
  let twos = Math.floor(value / Math.LN2 + 0.5)
  const rest = value - twos * LN2_HIGH - twos * LN2_LOW
  let series = 0
  for (const coefficient of COEFFICIENTS) series = series * rest + coefficient
  let result = 1 + (rest + rest * rest * series)
  for (; twos > 0; twos--) result *= 2
  for (; twos < 0; twos++) result /= 2
  return result
}
