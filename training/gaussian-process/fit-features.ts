import { FEATURE_COUNT } from '../../surrogate/features/features.ts'
import { multiplyTransposed } from '../../surrogate/linear-algebra.ts'
import { type FittedKernel, likelihoodOf, type Target } from './fit-kernel.ts'
import { matern52, matern52Slope, squaredDistances } from './kernel.ts'
import { minimize, type Objective } from './minimize.ts'

const BOUNDS = { lower: -3, upper: 1.5 }
// Of the logarithm of each feature's factor, around the block's own scale.
const PRIOR_PRECISION = 1
const JITTER = 1e-6

/**
 * Gives each feature of a product kernel a scale of its own (automatic relevance determination),
 * starting from the blocks' scales, by maximum marginal likelihood with a prior that holds the
 * factors together.
 */
export function fitFeatures(
  rows: Float64Array,
  target: Target,
  { fitted, iterations }: { fitted: FittedKernel; iterations: number },
): FittedKernel {
  const { kernel, scales } = fitted
  const n = target.values.length
  const active = [...kernel.standardisation.scales.keys()].filter(
    (feature) => (kernel.standardisation.scales[feature] as number) > 0,
  )
  const amplitude = kernel.amplitudes[0] as number
  const noise = scales[0]?.noise as number
  // Factors of the features, then of amplitude and noise, all as logarithms from where they start.
  const start = new Float64Array(active.length + 2)
  const weightsOf = (parameters: Float64Array) => {
    const weights = kernel.weights.slice()
    for (const [at, feature] of active.entries()) {
      weights[feature] = (weights[feature] as number) * Math.exp(parameters[at] as number)
    }
    return weights
  }
  const objective: Objective = (parameters) => {
    const gradient = new Float64Array(start.length)
    const weights = weightsOf(parameters)
    const a = amplitude * Math.exp(parameters[active.length] as number)
    const s = noise * Math.exp(parameters[active.length + 1] as number)
    const distances = squaredDistances(rows, rows, weights)
    const covariance = new Float64Array(distances.length)
    for (let at = 0; at < covariance.length; at++) {
      covariance[at] = a * matern52(distances[at] as number)
    }
    for (let i = 0; i < n; i++) {
      covariance[i * n + i] = a + s * (target.noiseShares[i] as number) + JITTER
    }
    const likelihood = likelihoodOf(covariance, target.values)
    if (likelihood === null) return { value: Number.POSITIVE_INFINITY, gradient }
    const { slope } = likelihood
    let { value } = likelihood
    for (let at = 0; at < active.length; at++) {
      const away = parameters[at] as number
      value += (PRIOR_PRECISION * away * away) / 2
      gradient[at] = PRIOR_PRECISION * away
    }
    let byAmplitude = 0
    let byNoise = 0
    for (let i = 0; i < n; i++) {
      byNoise += s * (slope[i * n + i] as number) * (target.noiseShares[i] as number)
      for (let j = 0; j < n; j++) {
        const at = i * n + j
        const distance = distances[at] as number
        const own = slope[at] as number
        byAmplitude += own * a * matern52(distance)
        slope[at] = own * a * matern52Slope(distance) // by the squared distance, from here on
      }
    }
    gradient[active.length] = byAmplitude
    gradient[active.length + 1] = byNoise
    addFeatureGradient(gradient, { slope, rows, weights, active, n })
    return { value, gradient }
  }
  const found = minimize(objective, start, { iterations, ...BOUNDS })
  return {
    kernel: {
      ...kernel,
      amplitudes: Float64Array.of(amplitude * Math.exp(found[active.length] as number)),
      weights: weightsOf(found),
    },
    scales: [{ factor: 1, noise: noise * Math.exp(found[active.length + 1] as number) }],
  }
}

interface FeatureGradient {
  readonly slope: Float64Array
  readonly rows: Float64Array
  readonly weights: Float64Array
  readonly active: readonly number[]
  readonly n: number
}

// Σ slope_ij · 2 (x_i - x_j)² by feature, written as 4 (Σ_i h_i x_i² - x'Sx) with h the row sums.
function addFeatureGradient(gradient: Float64Array, parts: FeatureGradient): void {
  const { slope, rows, weights, active, n } = parts
  const columns = new Float64Array(active.length * n)
  for (const [at, feature] of active.entries()) {
    const weight = weights[feature] as number
    for (let i = 0; i < n; i++) {
      columns[at * n + i] = weight * (rows[i * FEATURE_COUNT + feature] as number)
    }
  }
  const sums = new Float64Array(n)
  for (let at = 0; at < slope.length; at++) {
    const i = Math.floor(at / n)
    sums[i] = (sums[i] as number) + (slope[at] as number)
  }
  const product = multiplyTransposed(columns, slope, n) // slope is symmetric: features × rows
  for (let at = 0; at < active.length; at++) {
    let squares = 0
    let cross = 0
    for (let i = 0; i < n; i++) {
      const x = columns[at * n + i] as number
      squares += (sums[i] as number) * x * x
      cross += (product[at * n + i] as number) * x
    }
    gradient[at] = (gradient[at] as number) + 4 * (squares - cross)
  }
}
