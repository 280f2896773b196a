/**
 * Factors a matrix into L Lᵀ (Cholesky), row by row, every sum in ascending order: the same bits on
 * every machine.
 * @param matrix symmetric; its lower triangle is read
 * @returns the rows of the lower triangle L, each up to its diagonal
 * @throws RangeError where the matrix is not positive definite
 */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const rows: number[][] = []
  for (const [i, given] of matrix.entries()) {
    const row: number[] = []
    rows.push(row)
    for (let j = 0; j <= i; j++) {
      const other = rows[j] as number[]
      let rest = given[j] as number
      for (let k = 0; k < j; k++) rest -= (row[k] as number) * (other[k] as number)
      if (j < i) row.push(rest / (other[j] as number))
      else if (rest > 0) row.push(Math.sqrt(rest))
      else throw new RangeError('The matrix is not positive definite')
    }
  }
  return rows
}
