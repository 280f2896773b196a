import {
  BLOCK_COUNT,
  BLOCK_STARTS,
  FEATURE_COUNT,
  FEATURES,
} from '../../surrogate/features/features.ts'
import { multiplyTransposed } from '../../surrogate/linear-algebra.ts'

/** How features become the coordinates of a kernel: (x - offset) × scale, in blocks of one weight. */
export interface Standardisation {
  readonly offsets: Float64Array
  /** 1 / (standard deviation × root of the block's features); 0 for a feature that never varies. */
  readonly scales: Float64Array
}

/**
 * A covariance of two architectures: the sum over the parts of amplitude × shape(squared distance of
 * the part's coordinates), plus the inner product of the linear coordinates. The parts are the
 * blocks of features with a squared-exponential shape (additive), or one of all features with a
 * Matérn-5/2 shape (product), which has no linear coordinates.
 */
export interface Kernel {
  readonly kind: 'additive' | 'product'
  readonly standardisation: Standardisation
  readonly amplitudes: Float64Array
  /** Factor of each coordinate before distances are taken. */
  readonly weights: Float64Array
  /** Factor of each coordinate before inner products are taken. */
  readonly linearWeights: Float64Array
}

const VARIANCE_MIN = 1e-12

/** From the features of the training rows: rows × FEATURE_COUNT. */
export function standardisationOf(features: Float32Array): Standardisation {
  const rows = features.length / FEATURE_COUNT
  const offsets = new Float64Array(FEATURE_COUNT)
  const deviations = new Float64Array(FEATURE_COUNT)
  for (let feature = 0; feature < FEATURE_COUNT; feature++) {
    let sum = 0
    let squares = 0
    for (let row = 0; row < rows; row++) sum += features[row * FEATURE_COUNT + feature] as number
    const mean = sum / rows
    for (let row = 0; row < rows; row++) {
      squares += ((features[row * FEATURE_COUNT + feature] as number) - mean) ** 2
    }
    offsets[feature] = mean
    deviations[feature] = squares / rows > VARIANCE_MIN ? Math.sqrt(squares / rows) : 0
  }
  const scales = deviations.map((deviation, feature) => {
    const { block } = FEATURES[feature] as (typeof FEATURES)[number]
    const varying = deviations
      .subarray(BLOCK_STARTS[block], BLOCK_STARTS[block + 1])
      .reduce((count, other) => count + (other > 0 ? 1 : 0), 0)
    return deviation > 0 ? 1 / (deviation * Math.sqrt(varying)) : 0
  })
  return { offsets, scales }
}

/** Coordinates of rows of features: rows × FEATURE_COUNT. */
export function coordinates(
  features: Float32Array,
  { offsets, scales }: Standardisation,
): Float64Array {
  return Float64Array.from(
    features,
    (value, at) =>
      (value - (offsets[at % FEATURE_COUNT] as number)) * (scales[at % FEATURE_COUNT] as number),
  )
}

/** Columns `from` to `to` of the rows, each times its weight. */
function weighted(
  rows: Float64Array,
  weights: Float64Array,
  { from, to }: { from: number; to: number },
): Float64Array {
  const width = to - from
  const count = rows.length / FEATURE_COUNT
  const out = new Float64Array(count * width)
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < width; column++) {
      const value = rows[row * FEATURE_COUNT + from + column] as number
      out[row * width + column] = value * (weights[from + column] as number)
    }
  }
  return out
}

function squaredNorms(rows: Float64Array, width: number): Float64Array {
  const norms = new Float64Array(rows.length / width)
  for (let at = 0; at < rows.length; at++) {
    const row = Math.floor(at / width)
    norms[row] = (norms[row] as number) + (rows[at] as number) ** 2
  }
  return norms
}

/** Squared distances of all pairs of weighted coordinates: rows of left × rows of right. */
export function squaredDistances(
  left: Float64Array,
  right: Float64Array,
  weights: Float64Array,
  range: { from: number; to: number } = { from: 0, to: FEATURE_COUNT },
): Float64Array {
  const width = range.to - range.from
  const a = weighted(left, weights, range)
  const b = left === right ? a : weighted(right, weights, range)
  const leftNorms = squaredNorms(a, width)
  const rightNorms = squaredNorms(b, width)
  const distances = multiplyTransposed(a, b, width)
  for (let i = 0; i < leftNorms.length; i++) {
    for (let j = 0; j < rightNorms.length; j++) {
      const at = i * rightNorms.length + j
      const inner = distances[at] as number
      distances[at] = Math.max(0, (leftNorms[i] as number) + (rightNorms[j] as number) - 2 * inner)
    }
  }
  return distances
}

/** Inner products of all pairs of weighted coordinates. */
export function innerProducts(
  left: Float64Array,
  right: Float64Array,
  weights: Float64Array,
  range: { from: number; to: number } = { from: 0, to: FEATURE_COUNT },
): Float64Array {
  const a = weighted(left, weights, range)
  const b = left === right ? a : weighted(right, weights, range)
  return multiplyTransposed(a, b, range.to - range.from)
}

/** Covariance of distance 0 by the parts; the linear part adds to it. */
export function matern52(squaredDistance: number): number {
  const r = Math.sqrt(5 * squaredDistance)
  return (1 + r + (r * r) / 3) * Math.exp(-r)
}

/** Derivative of `matern52` by the squared distance. */
export function matern52Slope(squaredDistance: number): number {
  const r = Math.sqrt(5 * squaredDistance)
  return (-5 / 6) * (1 + r) * Math.exp(-r)
}

/** Covariances of all pairs of coordinates: rows of left × rows of right. */
export function covariances(kernel: Kernel, left: Float64Array, right: Float64Array): Float64Array {
  if (kernel.kind === 'product') {
    const entries = squaredDistances(left, right, kernel.weights)
    const amplitude = kernel.amplitudes[0] as number
    for (let at = 0; at < entries.length; at++) {
      entries[at] = amplitude * matern52(entries[at] as number)
    }
    return entries
  }
  const product = innerProducts(left, right, kernel.linearWeights)
  for (let block = 0; block < BLOCK_COUNT; block++) {
    const range = { from: BLOCK_STARTS[block] as number, to: BLOCK_STARTS[block + 1] as number }
    const distances = squaredDistances(left, right, kernel.weights, range)
    const amplitude = kernel.amplitudes[block] as number
    for (let at = 0; at < product.length; at++) {
      product[at] = (product[at] as number) + amplitude * Math.exp(-(distances[at] as number))
    }
  }
  return product
}

/** Variance of each row before noise. */
export function priorVariances(kernel: Kernel, rows: Float64Array): Float64Array {
  const own = kernel.amplitudes.reduce((sum, amplitude) => sum + amplitude, 0)
  const range = { from: 0, to: FEATURE_COUNT }
  const linear = squaredNorms(weighted(rows, kernel.linearWeights, range), FEATURE_COUNT)
  return linear.map((value) => value + own)
}
