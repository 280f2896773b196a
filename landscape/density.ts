import { digamma, logGamma, trigamma } from './gamma-functions.ts'

export const DENSITIES = ['beta', 'weibull', 'log-normal'] as const
export type Density = (typeof DENSITIES)[number]

/** A density fitted by maximum likelihood; all three have two parameters. */
export interface DensityFit {
  readonly density: Density
  /** Beta: alpha, beta. Weibull: shape, scale. Log-normal: mean and deviation of the logarithm. */
  readonly parameters: readonly [number, number]
  readonly logLikelihood: number
  /** 4 - 2 logLikelihood (Akaike 1974). */
  readonly aic: number
  /** 2 ln n - 2 logLikelihood (Schwarz 1978). */
  readonly bic: number
}

/**
 * Fits the densities of the landscape studies (Traoré, Camero, Zhu 2021), the least AIC first.
 * @param values above 0 and below 1, at least two different ones
 * @throws RangeError where a value is not
 */
export function fitDensities(values: Float64Array): DensityFit[] {
  if (values.some((value) => !(value > 0 && value < 1))) {
    throw new RangeError('A density needs values above 0 and below 1.')
  }
  const fits = [fitBeta(values), fitWeibull(values), fitLogNormal(values)]
  return fits.sort((a, b) => a.aic - b.aic)
}

/** The fitted density at a value above 0 and below 1. */
export function densityAt({ density, parameters }: DensityFit, value: number): number {
  const [one, other] = parameters
  if (density === 'beta') {
    const constant = logGamma(one + other) - logGamma(one) - logGamma(other)
    return Math.exp(constant + (one - 1) * Math.log(value) + (other - 1) * Math.log1p(-value))
  }
  if (density === 'weibull') {
    const power = (value / other) ** one
    return (one / value) * power * Math.exp(-power)
  }
  const distance = (Math.log(value) - one) / other
  return Math.exp(-0.5 * distance ** 2) / (value * other * Math.sqrt(2 * Math.PI))
}

function fitOf(
  density: Density,
  parameters: readonly [number, number],
  logLikelihood: number,
  count: number,
): DensityFit {
  return {
    density,
    parameters,
    logLikelihood,
    aic: 4 - 2 * logLikelihood,
    bic: 2 * Math.log(count) - 2 * logLikelihood,
  }
}

function meanOf(values: Float64Array, of: (value: number) => number): number {
  let sum = 0
  for (const value of values) sum += of(value)
  return sum / values.length
}

function fitBeta(values: Float64Array): DensityFit {
  const logs = meanOf(values, Math.log)
  const complements = meanOf(values, (value) => Math.log1p(-value))
  const mean = meanOf(values, (value) => value)
  const variance = meanOf(values, (value) => (value - mean) ** 2)
  // From the moments; then Newton's method on the two score equations.
  const size = (mean * (1 - mean)) / variance - 1
  let [alpha, beta] = [mean * size, (1 - mean) * size]
  for (let round = 0; round < 100; round++) {
    const whole = digamma(alpha + beta)
    const one = whole - digamma(alpha) + logs
    const other = whole - digamma(beta) + complements
    const shared = trigamma(alpha + beta)
    const a = shared - trigamma(alpha)
    const b = shared - trigamma(beta)
    const determinant = a * b - shared * shared
    const stepA = (one * b - other * shared) / determinant
    const stepB = (other * a - one * shared) / determinant
    // Half of the way at most, so that both stay positive.
    alpha = Math.max(alpha - stepA, alpha / 2)
    beta = Math.max(beta - stepB, beta / 2)
    if (Math.abs(stepA) < 1e-10 * alpha && Math.abs(stepB) < 1e-10 * beta) break
  }
  const constant = logGamma(alpha + beta) - logGamma(alpha) - logGamma(beta)
  const each = constant + (alpha - 1) * logs + (beta - 1) * complements
  return fitOf('beta', [alpha, beta], each * values.length, values.length)
}

function fitWeibull(values: Float64Array): DensityFit {
  const logs = Float64Array.from(values, Math.log)
  const mean = meanOf(logs, (log) => log)
  const deviation = Math.sqrt(meanOf(logs, (log) => (log - mean) ** 2))
  let shape = Math.PI / Math.sqrt(6) / deviation
  for (let round = 0; round < 100; round++) {
    let [sum, first, second] = [0, 0, 0]
    for (const log of logs) {
      const power = Math.exp(shape * (log - mean))
      sum += power
      first += power * log
      second += power * log * log
    }
    const weighted = first / sum
    const slope = second / sum - weighted ** 2 + 1 / shape ** 2
    const step = (weighted - 1 / shape - mean) / slope
    shape = Math.max(shape - step, shape / 2)
    if (Math.abs(step) < 1e-12 * shape) break
  }
  const powers = meanOf(logs, (log) => Math.exp(shape * (log - mean)))
  const logScale = mean + Math.log(powers) / shape
  // The last term of the mean log-likelihood is -1 at the maximum.
  const each = Math.log(shape) - shape * logScale + (shape - 1) * mean - 1
  return fitOf('weibull', [shape, Math.exp(logScale)], each * values.length, values.length)
}

function fitLogNormal(values: Float64Array): DensityFit {
  const mean = meanOf(values, Math.log)
  const variance = meanOf(values, (value) => (Math.log(value) - mean) ** 2)
  const each = -0.5 * Math.log(2 * Math.PI * variance) - mean - 0.5
  return fitOf('log-normal', [mean, Math.sqrt(variance)], each * values.length, values.length)
}
