import { BLOCK_COUNT, BLOCK_STARTS, FEATURE_COUNT } from '../../surrogate/features/features.ts'
import { cholesky, inverseOf, multiply, solveLower } from '../../surrogate/linear-algebra.ts'
import {
  innerProducts,
  type Kernel,
  matern52,
  matern52Slope,
  type Standardisation,
  squaredDistances,
} from './kernel.ts'
import { minimize, type Objective } from './minimize.ts'

/** Standardised targets of one measure on the training rows. */
export interface Target {
  readonly values: Float64Array
  /** Variance of the noise of each row relative to the others, for example 1 / runs. */
  readonly noiseShares: Float64Array
}

/** A kernel with what it says of one target. */
export interface FittedKernel {
  readonly kernel: Kernel
  /** Per target: factor of the kernel, and variance of the noise of a row with share 1. */
  readonly scales: readonly { readonly factor: number; readonly noise: number }[]
}

export interface FitOptions {
  readonly kind: Kernel['kind']
  readonly standardisation: Standardisation
  readonly iterations: number
}

const START = { amplitude: 0.5, scale: 0.3, linear: 0.3, productScale: 0.5, noise: 0.3 }
const BOUNDS = { lower: -12, upper: 6 }
// Standard deviation of the logarithm of a parameter around its start.
const PRIOR_DEVIATION = 3
const JITTER = 1e-6

interface Pairs {
  /** By block, all pairs: squared distances and inner products of the coordinates. */
  readonly distances: readonly Float64Array[]
  readonly products: readonly Float64Array[]
}

function pairsOf(rows: Float64Array, linear: boolean): Pairs {
  const ones = new Float64Array(FEATURE_COUNT).fill(1)
  const ranges = Array.from({ length: BLOCK_COUNT }, (_, block) => ({
    from: BLOCK_STARTS[block] as number,
    to: BLOCK_STARTS[block + 1] as number,
  }))
  return {
    distances: ranges.map((range) => squaredDistances(rows, rows, ones, range)),
    products: linear ? ranges.map((range) => innerProducts(rows, rows, ones, range)) : [],
  }
}

/**
 * Negative logarithm of the marginal likelihood of a target (without its constant), and its
 * derivative by the covariance matrix: half of K⁻¹ - αα' with α = K⁻¹y.
 */
export function likelihoodOf(
  covariance: Float64Array,
  values: Float64Array,
): { value: number; slope: Float64Array } | null {
  const n = values.length
  const factor = covariance.slice()
  if (!cholesky(factor, n)) return null
  const half = values.slice()
  solveLower(factor, n, half)
  let value = half.reduce((sum, entry) => sum + (entry * entry) / 2, 0)
  for (let i = 0; i < n; i++) value += Math.log(factor[i * n + i] as number)
  const slope = inverseOf(factor, n)
  const alpha = multiply(slope, n, values)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const at = i * n + j
      slope[at] = ((slope[at] as number) - (alpha[i] as number) * (alpha[j] as number)) / 2
    }
  }
  return { value, slope }
}

/** What an objective needs of the parameters' places: amplitudes, scales, linear, then by target. */
interface Layout {
  readonly amplitudes: number
  readonly linear: number
  readonly targets: number
  readonly length: number
}

function layoutOf(kind: Kernel['kind'], targets: number): Layout {
  const amplitudes = kind === 'additive' ? BLOCK_COUNT : 1
  const linear = kind === 'additive' ? BLOCK_COUNT : 0
  return { amplitudes, linear, targets, length: amplitudes + BLOCK_COUNT + linear + 2 * targets }
}

/**
 * Amplitudes, scales and linear weights by block, and the noise of each target, by maximum marginal
 * likelihood with a weak prior; several targets share the kernel and have their own factor and noise.
 */
export function fitKernel(
  rows: Float64Array,
  targets: readonly Target[],
  { kind, standardisation, iterations }: FitOptions,
): FittedKernel {
  const layout = layoutOf(kind, targets.length)
  const pairs = pairsOf(rows, layout.linear > 0)
  const start = new Float64Array(layout.length)
  const scaleAt = layout.amplitudes
  const linearAt = scaleAt + BLOCK_COUNT
  const targetAt = linearAt + layout.linear
  start.fill(Math.log(START.amplitude / layout.amplitudes), 0, scaleAt)
  const scale = kind === 'additive' ? START.scale : START.productScale / BLOCK_COUNT
  start.fill(Math.log(scale), scaleAt, linearAt)
  start.fill(Math.log(START.linear / BLOCK_COUNT), linearAt, targetAt)
  for (let t = 0; t < targets.length; t++) start[targetAt + 2 * t + 1] = Math.log(START.noise)

  const n = rows.length / FEATURE_COUNT
  const objective: Objective = (parameters) => {
    const gradient = new Float64Array(layout.length)
    const natural = parameters.map(Math.exp)
    const { covariance, shapes } = covarianceOf(pairs, natural, layout)
    const slopes = new Float64Array(n * n) // by the shared kernel, summed over the targets
    let value = 0
    for (const [t, target] of targets.entries()) {
      const factor = targets.length === 1 ? 1 : (natural[targetAt + 2 * t] as number)
      const noise = natural[targetAt + 2 * t + 1] as number
      const own = new Float64Array(covariance.length)
      for (let at = 0; at < own.length; at++) own[at] = factor * (covariance[at] as number)
      for (let i = 0; i < n; i++) {
        const share = target.noiseShares[i] as number
        own[i * n + i] = (own[i * n + i] as number) + noise * share + JITTER
      }
      const likelihood = likelihoodOf(own, target.values)
      if (likelihood === null) return { value: Number.POSITIVE_INFINITY, gradient }
      value += likelihood.value
      let byFactor = 0
      let byNoise = 0
      for (let at = 0; at < slopes.length; at++) {
        const slope = likelihood.slope[at] as number
        slopes[at] = (slopes[at] as number) + factor * slope
        byFactor += slope * (covariance[at] as number)
      }
      for (let i = 0; i < n; i++) {
        byNoise += (likelihood.slope[i * n + i] as number) * (target.noiseShares[i] as number)
      }
      if (targets.length > 1) gradient[targetAt + 2 * t] = factor * byFactor
      gradient[targetAt + 2 * t + 1] = noise * byNoise
    }
    addKernelGradient(gradient, { pairs, natural, layout, slopes, shapes })
    for (let at = 0; at < layout.length; at++) {
      const away = ((parameters[at] as number) - (start[at] as number)) / PRIOR_DEVIATION ** 2
      value += (away * ((parameters[at] as number) - (start[at] as number))) / 2
      gradient[at] = (gradient[at] as number) + away
    }
    return { value, gradient }
  }
  const found = minimize(objective, start, { iterations, ...BOUNDS }).map(Math.exp)

  const byFeature = (of: (block: number) => number) => {
    const weights = new Float64Array(FEATURE_COUNT)
    for (let block = 0; block < BLOCK_COUNT; block++) {
      weights.fill(Math.sqrt(of(block)), BLOCK_STARTS[block], BLOCK_STARTS[block + 1])
    }
    return weights
  }
  return {
    kernel: {
      kind,
      standardisation,
      amplitudes: found.slice(0, layout.amplitudes),
      weights: byFeature((block) => found[scaleAt + block] as number),
      linearWeights: byFeature((block) =>
        layout.linear > 0 ? (found[linearAt + block] as number) : 0,
      ),
    },
    scales: targets.map((_, t) => ({
      factor: targets.length === 1 ? 1 : (found[targetAt + 2 * t] as number),
      noise: found[targetAt + 2 * t + 1] as number,
    })),
  }
}

// The covariance without noise, and what its derivatives need: each part's share of it (additive),
// or amplitude × slope of the shape (product).
function covarianceOf(pairs: Pairs, natural: Float64Array, layout: Layout) {
  const size = (pairs.distances[0] as Float64Array).length
  const n = Math.sqrt(size)
  const covariance = new Float64Array(size)
  const shapes: Float64Array[] = []
  if (layout.amplitudes === 1) {
    const total = new Float64Array(size)
    for (const [block, distances] of pairs.distances.entries()) {
      const scale = natural[1 + block] as number
      for (let at = 0; at < size; at++) {
        total[at] = (total[at] as number) + scale * (distances[at] as number)
      }
    }
    const amplitude = natural[0] as number
    for (let at = 0; at < size; at++) covariance[at] = amplitude * matern52(total[at] as number)
    shapes.push(total.map((distance) => amplitude * matern52Slope(distance)))
    return { covariance, shapes }
  }
  for (const [block, distances] of pairs.distances.entries()) {
    const amplitude = natural[block] as number
    const scale = natural[layout.amplitudes + block] as number
    const linear = natural[layout.amplitudes + BLOCK_COUNT + block] as number
    const products = pairs.products[block] as Float64Array
    const part = new Float64Array(size)
    // All of these are symmetric, and an exponential costs more than a copy.
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const at = i * n + j
        const entry = amplitude * Math.exp(-scale * (distances[at] as number))
        part[at] = entry
        part[j * n + i] = entry
      }
    }
    for (let at = 0; at < size; at++) {
      covariance[at] =
        (covariance[at] as number) + (part[at] as number) + linear * (products[at] as number)
    }
    shapes.push(part)
  }
  return { covariance, shapes }
}

interface GradientParts {
  readonly pairs: Pairs
  readonly natural: Float64Array
  readonly layout: Layout
  /** Derivative of the objective by each entry of the shared covariance. */
  readonly slopes: Float64Array
  readonly shapes: readonly Float64Array[]
}

function addKernelGradient(gradient: Float64Array, parts: GradientParts): void {
  const { pairs, natural, layout, slopes, shapes } = parts
  const scaleAt = layout.amplitudes
  for (const [block, distances] of pairs.distances.entries()) {
    const scale = natural[scaleAt + block] as number
    const shape = shapes[layout.amplitudes === 1 ? 0 : block] as Float64Array
    const products = pairs.products[block]
    let byAmplitude = 0
    let byScale = 0
    let byLinear = 0
    for (let at = 0; at < slopes.length; at++) {
      const entry = (slopes[at] as number) * (shape[at] as number)
      byAmplitude += entry
      byScale += entry * (distances[at] as number)
      if (products !== undefined) byLinear += (slopes[at] as number) * (products[at] as number)
    }
    if (layout.amplitudes > 1) {
      gradient[block] = byAmplitude
      gradient[scaleAt + block] = -scale * byScale
      const linearAt = scaleAt + BLOCK_COUNT + block
      gradient[linearAt] = (natural[linearAt] as number) * byLinear
      continue
    }
    gradient[scaleAt + block] = scale * byScale
  }
  if (layout.amplitudes > 1) return
  // Of the product kernel by its amplitude: the covariance itself.
  const { covariance } = covarianceOf(pairs, natural, layout)
  gradient[0] = slopes.reduce((sum, slope, at) => sum + slope * (covariance[at] as number), 0)
}
