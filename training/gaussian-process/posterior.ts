import { FEATURE_COUNT } from '../../surrogate/features/features.ts'
import {
  cholesky,
  inverseOf,
  invertedTransposed,
  multiply,
  multiplyTransposed,
  solveLower,
  solveUpper,
} from '../../surrogate/linear-algebra.ts'
import { covariances, type Kernel, priorVariances } from './kernel.ts'

/** What predicts a mean: covariance with the inducing rows × weights. */
export interface PosteriorMean {
  readonly kernel: Kernel
  /** Coordinates, inducing rows × FEATURE_COUNT. */
  readonly inducing: Float64Array
  readonly weights: Float64Array
}

/** What predicts with a variance: the prior's less the squares of covariance × `explained`. */
export interface Posterior extends PosteriorMean {
  /** The variance uses so many of the inducing rows, the first. */
  readonly varianceRows: number
  /** varianceRows × varianceRows, to be multiplied from the right; 0 below the diagonal. */
  readonly explained: Float64Array
  /**
   * Of inducing rows: the values there have the covariance `uncertain` × its transpose, in the
   * coordinates of `explained`. Worlds draw them; null where every row is an inducing row.
   */
  readonly uncertain: (() => Float64Array) | null
}

export interface PosteriorInput {
  readonly kernel: Kernel
  readonly rows: Float64Array
  readonly values: Float64Array
  /** Variance of the noise of each row. */
  readonly noises: Float64Array
}

const JITTER = 1e-6
const INDUCING_JITTER = 1e-5
/** Share of the prior's variance that keeps what is explained positive definite in double precision. */
const MIDDLE_JITTER = 1e-9

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
export function exactPosterior({ kernel, rows, values, noises }: PosteriorInput): Posterior {
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
  }
}

/** Two rows, and the variance of the difference of the noiseless function between them. */
export interface Neighbours {
  readonly rows: readonly [number, number]
  readonly variance: number
}

/**
 * What the process says of each row when the rows of its fold are left out, without fitting it once a
 * fold: with A the inverse of the covariance with noise, the errors of a fold are the inverse of its
 * part of A times its part of A y (Rasmussen and Williams 2006, 5.4.2, for more than one row).
 * @param folds places of the rows of each fold
 * @returns means and variances of the noiseless function, and each row with the one of its fold that
 * the process expects to differ least from it
 */
export function leaveOut(
  { kernel, rows, values, noises }: PosteriorInput,
  folds: readonly Int32Array[],
): { means: Float64Array; variances: Float64Array; neighbours: Neighbours[] } {
  const n = values.length
  const prior = covariances(kernel, rows, rows)
  const matrix = prior.slice()
  addDiagonal(matrix, n, (i) => (noises[i] as number) + JITTER)
  const inverse = inverseOf(factored(matrix, n), n)
  const weights = multiply(inverse, n, values)
  const means = new Float64Array(n)
  const variances = new Float64Array(n)
  const neighbours: Neighbours[] = []
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
      const withNoise = covariance[at * size + at] as number
      variances[place] = Math.max(0, withNoise - (noises[place] as number) - JITTER)
    }
    for (const [left, right] of closestOf(prior, n, places)) {
      const rows = [places[left] as number, places[right] as number] as const
      const together = covariance[left * size + right] as number
      const own = (variances[rows[0]] as number) + (variances[rows[1]] as number)
      neighbours.push({ rows, variance: Math.max(0, own - 2 * together) })
    }
  }
  return { means, variances, neighbours }
}

/** Each place with the one whose difference has the least variance, every pair once; as indices. */
function closestOf(prior: Float64Array, n: number, places: Int32Array): [number, number][] {
  const pairs = new Map<string, [number, number]>()
  for (const [at, place] of places.entries()) {
    let closest = -1
    let least = Number.POSITIVE_INFINITY
    for (const [other, second] of places.entries()) {
      const own = prior[second * n + second] as number
      const variance = own - 2 * (prior[place * n + second] as number)
      if (other === at || variance >= least) continue
      least = variance
      closest = other
    }
    if (closest < 0) continue
    const pair: [number, number] = at < closest ? [at, closest] : [closest, at]
    pairs.set(pair.join(), pair)
  }
  return [...pairs.values()]
}

/**
 * Deterministic training conditional (Quiñonero-Candela, Rasmussen 2005) for more rows than a full
 * covariance matrix allows: the mean by the given inducing rows.
 */
export function sparseMean(input: PosteriorInput, inducing: Float64Array): PosteriorMean {
  return solvedMean(input, weightedCross(input, inducing))
}

/** The same with a variance, by the first of the inducing rows, so many where there are. */
export function sparsePosterior(
  input: PosteriorInput,
  { inducing, varianceRows: most }: { inducing: Float64Array; varianceRows: number },
): Posterior {
  const { kernel, values } = input
  const varianceRows = Math.min(most, inducing.length / FEATURE_COUNT)
  const parts = weightedCross(input, inducing)
  const few = inducing.subarray(0, varianceRows * FEATURE_COUNT)
  const prior = covariances(kernel, few, few)
  addDiagonal(prior, varianceRows, () => INDUCING_JITTER)
  const weighted = parts.weighted.slice(0, varianceRows * values.length)
  return {
    ...solvedMean(input, parts),
    varianceRows,
    explained: explainedFactor(factored(prior, varianceRows), weighted),
    uncertain() {
      const system = systemOf(input, { inducing: few, weighted })
      return invertedTransposed(factored(system, varianceRows), varianceRows)
    },
  }
}

/**
 * Upper triangular C with C Cᵀ = K⁻¹ - (K + W Wᵀ)⁻¹. With K = L Lᵀ and M = L⁻¹ W Wᵀ L⁻ᵀ that is
 * L⁻ᵀ (I - (I + M)⁻¹) L⁻¹, whose middle has eigenvalues between 0 and 1.
 * @param lower L; n × n
 * @param weighted W; n × any number of columns
 */
export function explainedFactor(lower: Float64Array, weighted: Float64Array): Float64Array {
  const n = Math.sqrt(lower.length)
  const columns = weighted.length / n
  const white = solvedRows(lower, weighted, columns)
  const information = multiplyTransposed(white, white, columns)
  addDiagonal(information, n, () => 1)
  const left = inverseOf(factored(information, n), n)
  const middle = left.map((entry) => -entry)
  addDiagonal(middle, n, () => 1 + MIDDLE_JITTER)
  // A factor of the matrix with both orders reversed is upper triangular when it is reversed again.
  const upper = factored(middle.reverse(), n).reverse()
  return multiplyTransposed(invertedTransposed(lower, n), transposed(upper, n), n)
}

/** L⁻¹ × a matrix of so many columns. */
function solvedRows(lower: Float64Array, matrix: Float64Array, columns: number): Float64Array {
  const n = matrix.length / columns
  const solved = new Float64Array(matrix.length)
  const column = new Float64Array(n)
  for (let at = 0; at < columns; at++) {
    for (let row = 0; row < n; row++) column[row] = matrix[row * columns + at] as number
    solveLower(lower, n, column)
    for (let row = 0; row < n; row++) solved[row * columns + at] = column[row] as number
  }
  return solved
}

interface InducingParts {
  readonly inducing: Float64Array
  /** Covariances, inducing × rows, those of each row divided by the deviation of its noise. */
  readonly weighted: Float64Array
}

function weightedCross(
  { kernel, rows, noises }: PosteriorInput,
  inducing: Float64Array,
): InducingParts {
  const weights = noises.map((noise) => 1 / Math.sqrt(noise))
  const n = noises.length
  const weighted = covariances(kernel, inducing, rows)
  for (let at = 0; at < weighted.length; at++) {
    weighted[at] = (weighted[at] as number) * (weights[at % n] as number)
  }
  return { inducing, weighted }
}

function solvedMean(input: PosteriorInput, parts: InducingParts): PosteriorMean {
  const { kernel, values, noises } = input
  const { inducing, weighted } = parts
  const m = inducing.length / FEATURE_COUNT
  const factor = factored(systemOf(input, parts), m)
  const own = values.map((value, at) => value / Math.sqrt(noises[at] as number))
  return { kernel, inducing, weights: solved(factor, m, multiply(weighted, m, own)) }
}

function systemOf(
  { kernel, values }: PosteriorInput,
  { inducing, weighted }: InducingParts,
): Float64Array {
  const system = covariances(kernel, inducing, inducing)
  const data = multiplyTransposed(weighted, weighted, values.length)
  for (let at = 0; at < system.length; at++) {
    system[at] = (system[at] as number) + (data[at] as number)
  }
  addDiagonal(system, inducing.length / FEATURE_COUNT, () => INDUCING_JITTER)
  return system
}

/** Mean of the function at rows of coordinates. */
export function predictMeans(
  { kernel, inducing, weights }: PosteriorMean,
  rows: Float64Array,
): Float64Array {
  return multiply(covariances(kernel, rows, inducing), rows.length / FEATURE_COUNT, weights)
}

/** Mean and variance of the noiseless function at rows of coordinates. */
export function predictPosterior(
  posterior: Posterior,
  rows: Float64Array,
): { means: Float64Array; variances: Float64Array } {
  const { kernel, inducing, weights, varianceRows, explained } = posterior
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
  const product = multiplyTransposed(few, transposed(explained, varianceRows), varianceRows)
  for (let at = 0; at < product.length; at++) {
    const row = Math.floor(at / varianceRows)
    variances[row] = (variances[row] as number) - (product[at] as number) ** 2
  }
  return { means, variances: variances.map((variance) => Math.max(variance, 0)) }
}
