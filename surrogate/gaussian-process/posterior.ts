import { FEATURE_COUNT } from '../features/features.ts'
import { covariances, type Kernel, priorVariances } from './kernel.ts'
import {
  cholesky,
  inverseOf,
  invertedTransposed,
  multiply,
  multiplyTransposed,
  solveLower,
  solveUpper,
} from './linear-algebra.ts'

/**
 * What predicts: the mean is covariance with the inducing rows × weights, the variance is the prior's
 * less the squares of covariance × `explained`, plus those of covariance × `uncertain`.
 */
export interface Posterior {
  readonly kernel: Kernel
  /** Coordinates, inducing rows × FEATURE_COUNT; the variance uses only the first `varianceRows`. */
  readonly inducing: Float64Array
  readonly weights: Float64Array
  readonly varianceRows: number
  /** varianceRows × varianceRows, to be multiplied from the right. */
  readonly explained: Float64Array
  readonly uncertain: Float64Array | null
  /** Of a single run, in the units of the standardised target. */
  readonly noise: number
}

export interface PosteriorInput {
  readonly kernel: Kernel
  readonly rows: Float64Array
  readonly values: Float64Array
  /** Variance of the noise of each row. */
  readonly noises: Float64Array
  /** Of one run. */
  readonly noise: number
}

const JITTER = 1e-6
const INDUCING_JITTER = 1e-5

function addDiagonal(matrix: Float64Array, n: number, of: (row: number) => number): void {
  for (let i = 0; i < n; i++) matrix[i * n + i] = (matrix[i * n + i] as number) + of(i)
}

function factored(matrix: Float64Array, n: number): Float64Array {
  if (cholesky(matrix, n)) return matrix
  throw new Error('The covariance matrix is not positive definite; are there duplicated rows?')
}

function solved(factor: Float64Array, n: number, values: Float64Array): Float64Array {
  solveLower(factor, n, values)
  solveUpper(factor, n, values)
  return values
}

function transposed(matrix: Float64Array, n: number): Float64Array {
  return Float64Array.from(matrix, (_, at) => matrix[(at % n) * n + Math.floor(at / n)] as number)
}

/** The Gaussian process itself: every training row is an inducing row. */
export function exactPosterior({ kernel, rows, values, noises, noise }: PosteriorInput): Posterior {
  const n = values.length
  const matrix = covariances(kernel, rows, rows)
  addDiagonal(matrix, n, (i) => (noises[i] as number) + JITTER)
  const factor = factored(matrix, n)
  return {
    kernel,
    inducing: rows,
    weights: solved(factor, n, values.slice()),
    varianceRows: n,
    explained: invertedTransposed(factor, n),
    uncertain: null,
    noise,
  }
}

/**
 * What the process says of each row when the rows of its fold are left out, without fitting it once a
 * fold: with A the inverse of the covariance with noise, the errors of a fold are the inverse of its
 * part of A times its part of A y (Rasmussen and Williams 2006, 5.4.2, for more than one row).
 * @param folds places of the rows of each fold
 * @returns means, and variances with the noise of the row
 */
export function leaveOut(
  { kernel, rows, values, noises }: PosteriorInput,
  folds: readonly Int32Array[],
): { means: Float64Array; variances: Float64Array } {
  const n = values.length
  const matrix = covariances(kernel, rows, rows)
  addDiagonal(matrix, n, (i) => (noises[i] as number) + JITTER)
  const inverse = inverseOf(factored(matrix, n), n)
  const weights = multiply(inverse, n, values)
  const means = new Float64Array(n)
  const variances = new Float64Array(n)
  for (const places of folds) {
    const size = places.length
    const own = Float64Array.from(
      { length: size * size },
      (_, at) =>
        inverse[
          (places[Math.floor(at / size)] as number) * n + (places[at % size] as number)
        ] as number,
    )
    const covariance = inverseOf(factored(own, size), size)
    const errors = multiply(
      covariance,
      size,
      Float64Array.from(places, (place) => weights[place] as number),
    )
    for (const [at, place] of places.entries()) {
      means[place] = (values[place] as number) - (errors[at] as number)
      variances[place] = covariance[at * size + at] as number
    }
  }
  return { means, variances }
}

/**
 * Deterministic training conditional (Quiñonero-Candela, Rasmussen 2005) for more rows than a full
 * covariance matrix allows: the mean by the given inducing rows, the variance by the first of them.
 */
export function sparsePosterior(
  input: PosteriorInput,
  { inducing, varianceRows }: { inducing: Float64Array; varianceRows: number },
): Posterior {
  const { kernel, rows, values, noises, noise } = input
  const m = inducing.length / FEATURE_COUNT
  const cross = covariances(kernel, inducing, rows) // inducing × rows
  const n = values.length
  const weighted = cross.map((entry, at) => entry / (noises[at % n] as number))
  const factor = factored(systemOf(input, { inducing, cross, weighted }), m)
  const weights = solved(factor, m, multiply(weighted, m, values))

  const few = inducing.subarray(0, varianceRows * FEATURE_COUNT)
  const prior = covariances(kernel, few, few)
  addDiagonal(prior, varianceRows, () => INDUCING_JITTER)
  const system = systemOf(input, {
    inducing: few,
    cross: cross.subarray(0, varianceRows * n),
    weighted: weighted.subarray(0, varianceRows * n),
  })
  const columns = (matrix: Float64Array) =>
    invertedTransposed(factored(matrix, varianceRows), varianceRows)
  return {
    kernel,
    inducing,
    weights,
    varianceRows,
    explained: columns(prior),
    uncertain: columns(system),
    noise,
  }
}

function systemOf(
  { kernel, values }: PosteriorInput,
  parts: { inducing: Float64Array; cross: Float64Array; weighted: Float64Array },
): Float64Array {
  const m = parts.inducing.length / FEATURE_COUNT
  const system = covariances(kernel, parts.inducing, parts.inducing)
  const data = multiplyTransposed(parts.weighted, parts.cross, values.length)
  for (let at = 0; at < system.length; at++) {
    system[at] = (system[at] as number) + (data[at] as number)
  }
  addDiagonal(system, m, () => INDUCING_JITTER)
  return system
}

/** Mean and variance of the noiseless function at rows of coordinates. */
export function predictPosterior(
  posterior: Posterior,
  rows: Float64Array,
): { means: Float64Array; variances: Float64Array } {
  const { kernel, inducing, weights, varianceRows, explained, uncertain } = posterior
  const m = weights.length
  const covariance = covariances(kernel, rows, inducing)
  const count = rows.length / FEATURE_COUNT
  const means = multiply(covariance, count, weights)
  const variances = priorVariances(kernel, rows)
  const few =
    varianceRows === m
      ? covariance
      : Float64Array.from(
          { length: count * varianceRows },
          (_, at) => covariance[Math.floor(at / varianceRows) * m + (at % varianceRows)] as number,
        )
  const add = (factor: Float64Array, sign: number) => {
    const product = multiplyTransposed(few, transposed(factor, varianceRows), varianceRows)
    for (let at = 0; at < product.length; at++) {
      const row = Math.floor(at / varianceRows)
      variances[row] = (variances[row] as number) + sign * (product[at] as number) ** 2
    }
  }
  add(explained, -1)
  if (uncertain !== null) add(uncertain, 1)
  return { means, variances: variances.map((variance) => Math.max(variance, 0)) }
}
