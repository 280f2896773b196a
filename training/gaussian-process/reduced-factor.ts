import { multiply, multiplyTransposed } from '../../surrogate/linear-algebra.ts'

/** Rows that stand for all that are predicted. */
export interface Sample {
  /** Covariances with the inducing rows; sample × inducing rows. */
  readonly covariances: Float64Array
  /** Variance that each row is predicted with. */
  readonly variances: Float64Array
}

/** Share of a row's variance that may be missing from what is explained: .5 % of its deviation. */
const LOSS_MAX = 0.01
/** Of the columns: with more, the triangular factor is multiplied as fast. */
const RANK_SHARE_MAX = 0.5

/**
 * A factor of fewer columns that explains nearly the same variances: C Q, with Q an orthonormal basis
 * of what rows of the sample need. Greedily, the row that lacks the largest share of its variance gives
 * the next direction (Binev et al. 2011), so that no row of the sample lacks more than `LOSS_MAX`.
 * Variances come out larger by that, never smaller.
 * @param factor C, n × n
 * @returns n × fewer, or null where half of the columns are not enough
 */
export function reducedFactor(
  factor: Float64Array,
  { covariances, variances }: Sample,
): Float64Array | null {
  const n = Math.sqrt(factor.length)
  const needed = multiplyTransposed(covariances, columnsOf(factor, n), n)
  const left = variances.map((_, row) => squared(needed.subarray(row * n, (row + 1) * n)))
  const basis: Float64Array[] = []
  while (basis.length <= RANK_SHARE_MAX * n) {
    const worst = worstOf(left, variances)
    if (worst === null) return reduced(factor, n, basis)
    const direction = orthonormal(needed.subarray(worst * n, (worst + 1) * n), basis)
    basis.push(direction)
    const parts = multiply(needed, variances.length, direction)
    for (let row = 0; row < left.length; row++) {
      left[row] = (left[row] as number) - (parts[row] as number) ** 2
    }
  }
  return null
}

/** The row that lacks the largest share of its variance; null where none lacks too much. */
function worstOf(left: Float64Array, variances: Float64Array): number | null {
  let worst: number | null = null
  let most = LOSS_MAX
  for (let row = 0; row < left.length; row++) {
    const share = (left[row] as number) / (variances[row] as number)
    if (share <= most) continue
    worst = row
    most = share
  }
  return worst
}

/** Gram and Schmidt, twice: once leaves too much of the basis in double precision. */
function orthonormal(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const own = vector.slice()
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      const [part = 0] = multiply(own, 1, direction)
      for (let at = 0; at < own.length; at++) {
        own[at] = (own[at] as number) - part * (direction[at] as number)
      }
    }
  }
  const norm = Math.sqrt(squared(own))
  return own.map((entry) => entry / norm)
}

function reduced(factor: Float64Array, n: number, basis: readonly Float64Array[]): Float64Array {
  const rows = new Float64Array(n * basis.length)
  for (const [at, direction] of basis.entries()) rows.set(direction, at * n)
  return multiplyTransposed(factor, rows, n)
}

function columnsOf(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % n) * n + Math.floor(at / n)] as number)
}

function squared(vector: Float64Array): number {
  return vector.reduce((sum, entry) => sum + entry * entry, 0)
}
