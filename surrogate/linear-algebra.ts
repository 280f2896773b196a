// Dense matrices are row-major Float64Arrays. Our own because the libraries at hand go through an
// accessor for every element: the Cholesky factor of 1,000 rows takes them several seconds, here 0.3.

function dot(left: Float64Array, i: number, right: Float64Array, j: number, count: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let k = 0
  for (; k + 3 < count; k += 4) {
    a += (left[i + k] as number) * (right[j + k] as number)
    b += (left[i + k + 1] as number) * (right[j + k + 1] as number)
    c += (left[i + k + 2] as number) * (right[j + k + 2] as number)
    d += (left[i + k + 3] as number) * (right[j + k + 3] as number)
  }
  for (; k < count; k++) a += (left[i + k] as number) * (right[j + k] as number)
  return a + b + (c + d)
}

/**
 * Lower Cholesky factor of a symmetric matrix, in its place; what is above the diagonal becomes 0.
 * @returns false where the matrix is not positive definite
 */
export function cholesky(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const sum = dot(matrix, i * n, matrix, j * n, j)
      matrix[i * n + j] = ((matrix[i * n + j] as number) - sum) / (matrix[j * n + j] as number)
    }
    const pivot = (matrix[i * n + i] as number) - dot(matrix, i * n, matrix, i * n, i)
    if (!(pivot > 0)) return false
    matrix[i * n + i] = Math.sqrt(pivot)
    matrix.fill(0, i * n + i + 1, (i + 1) * n)
  }
  return true
}

/** Transposed inverse of a lower triangular matrix: row j holds column j of the inverse. */
export function invertedTransposed(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / (lower[j * n + j] as number)
    for (let i = j + 1; i < n; i++) {
      const sum = dot(lower, i * n + j, inverse, j * n + j, i - j)
      inverse[j * n + i] = -sum / (lower[i * n + i] as number)
    }
  }
  return inverse
}

/** Inverse of the symmetric matrix whose lower Cholesky factor is given. */
export function inverseOf(lower: Float64Array, n: number): Float64Array {
  const factor = invertedTransposed(lower, n)
  const inverse = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = dot(factor, i * n + i, factor, j * n + i, n - i)
      inverse[i * n + j] = value
      inverse[j * n + i] = value
    }
  }
  return inverse
}

/** Solves L x = b in the place of b. */
export function solveLower(lower: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    b[i] = ((b[i] as number) - dot(lower, i * n, b, 0, i)) / (lower[i * n + i] as number)
  }
}

/** Solves Lᵀ x = b in the place of b. */
export function solveUpper(lower: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const value = (b[i] as number) / (lower[i * n + i] as number)
    b[i] = value
    for (let j = 0; j < i; j++) b[j] = (b[j] as number) - value * (lower[i * n + j] as number)
  }
}

/** Matrix times vector. */
export function multiply(matrix: Float64Array, rows: number, vector: Float64Array): Float64Array {
  const columns = vector.length
  return Float64Array.from({ length: rows }, (_, i) => dot(matrix, i * columns, vector, 0, columns))
}

/** left × rightᵀ, for matrices whose rows have `inner` entries. */
export function multiplyTransposed(
  left: Float64Array,
  right: Float64Array,
  inner: number,
): Float64Array {
  const rows = left.length / inner
  const columns = right.length / inner
  const product = new Float64Array(rows * columns)
  const isSymmetric = left === right
  for (let i = 0; i < rows; i++) {
    const end = isSymmetric ? i + 1 : columns
    for (let j = 0; j < end; j++) {
      const entry = dot(left, i * inner, right, j * inner, inner)
      product[i * columns + j] = entry
      if (isSymmetric) product[j * columns + i] = entry
    }
  }
  return product
}
