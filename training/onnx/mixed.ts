import { concatenated } from './coordinates.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'

/** A matrix in the graph: rows that are predicted × columns. */
export interface Matrix {
  readonly value: Value
  readonly columns: number
}

/** A column of a matrix, times a factor. */
export interface Term {
  readonly matrix: Matrix
  readonly column: number
  readonly factor: number
}

/** A column: a constant plus terms. */
export interface Mixed {
  readonly constant: number
  readonly terms: readonly Term[]
}

/** The columns beside each other, by one product of all matrices that they name. */
export function mixedColumns(graph: GraphBuilder, columns: readonly Mixed[]): Value {
  const starts = new Map<Matrix, number>()
  let width = 0
  for (const { matrix } of columns.flatMap(({ terms }) => terms)) {
    if (starts.has(matrix)) continue
    starts.set(matrix, width)
    width += matrix.columns
  }
  const factors = new Float64Array(width * columns.length)
  for (const [at, { terms }] of columns.entries()) {
    for (const { matrix, column, factor } of terms) {
      const place = ((starts.get(matrix) ?? 0) + column) * columns.length + at
      factors[place] = (factors[place] as number) + factor
    }
  }
  const values = [...starts.keys()].map(({ value }) => value)
  return graph.apply('Gemm', [
    concatenated(graph, values),
    graph.floats(factors, [width, columns.length]),
    graph.floats(columns.map(({ constant }) => constant)),
  ])
}
