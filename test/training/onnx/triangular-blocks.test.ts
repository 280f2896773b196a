import { describe, expect, it } from 'vitest'
import { triangularBlocks } from '../../../training/onnx/variances.ts'
import { normal, randomOf } from '../../../training/random.ts'

/** Upper triangular, n × n. */
function triangular(n: number): Float64Array {
  const random = randomOf(n, 'triangular')
  return Float64Array.from({ length: n * n }, (_, at) =>
    at % n >= Math.floor(at / n) ? normal(random) : 0,
  )
}

/** Σ of the squares of a row times a matrix of so many columns; the row may be longer. */
function squares(row: Float64Array, matrix: Float64Array, columns: number): number {
  let sum = 0
  for (let column = 0; column < columns; column++) {
    let entry = 0
    for (let at = 0; at < matrix.length / columns; at++) {
      entry += (row[at] as number) * (matrix[at * columns + column] as number)
    }
    sum += entry ** 2
  }
  return sum
}

describe('blocks of a triangular matrix', () => {
  it.each([1, 63, 64, 130, 256, 450])('multiply a row as the whole of %i rows does', (n) => {
    const matrix = triangular(n)
    const random = randomOf(n, 'row')
    const row = Float64Array.from({ length: n }, () => normal(random))
    const blocks = triangularBlocks(matrix, n)
    const sum = blocks.reduce(
      (total, { rows, values }) => total + squares(row, values, values.length / rows),
      0,
    )
    expect(sum / squares(row, matrix, n)).toBeCloseTo(1, 12)
    expect(blocks.at(-1)?.rows).toBe(n)
  })

  it('leave out three eighths of a large matrix', () => {
    const entries = triangularBlocks(triangular(256), 256).reduce(
      (sum, { values }) => sum + values.length,
      0,
    )
    expect(entries).toBe((256 * 256 * 5) / 8)
  })
})
