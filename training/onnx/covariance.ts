import { BLOCK_STARTS, FEATURE_COUNT } from '../../surrogate/features/features.ts'
import type { Kernel } from '../gaussian-process/kernel.ts'
import { type Coordinates, concatenated, sliced } from './coordinates.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'

/** Covariances of the rows that are predicted with inducing rows, each times 1 / `scale`. */
export interface Covariance {
  /** In the order of the inducing rows; at most `COLUMNS_MAX` columns each. */
  readonly parts: readonly CovariancePart[]
  readonly scale: number
}

/** Covariances with some of the inducing rows. */
export interface CovariancePart {
  /** Its columns `from` to `from + count` are the covariances. */
  readonly matrix: Value
  readonly columns: number
  readonly from: number
  readonly count: number
}

/** Wider matrices of covariances leave the cache between two operators. */
export const COLUMNS_MAX = 300

/** Inducing rows of kernels. */
export interface Inducing {
  /** Coordinates, rows × FEATURE_COUNT. */
  readonly coordinates: Float64Array
  readonly count: number
  /** The same as columns, by far the largest constant: kernels of the same rows share it. */
  readonly columns: Value
}

export function inducingRows(graph: GraphBuilder, coordinates: Float64Array): Inducing {
  const count = coordinates.length / FEATURE_COUNT
  const values = Float64Array.from(
    coordinates,
    (_, at) => coordinates[(at % count) * FEATURE_COUNT + Math.floor(at / count)] as number,
  )
  return { coordinates, count, columns: graph.floats(values, [FEATURE_COUNT, count]) }
}

/** The first so many of the covariances. */
export function leading(graph: GraphBuilder, { parts }: Covariance, count: number): Value {
  const starts = startsOf(parts)
  const values = parts.flatMap((part, at) => {
    const own = Math.min(part.count, count - (starts[at] as number))
    const { matrix, columns, from } = part
    if (own <= 0) return []
    return own === columns ? matrix : sliced(graph, matrix, { from, to: from + own })
  })
  return concatenated(graph, values)
}

/** Place of the first covariance of each part. */
export function startsOf(parts: readonly CovariancePart[]): number[] {
  return parts.map((_, at) => parts.slice(0, at).reduce((sum, { count }) => sum + count, 0))
}

/** Σ of the squared weighted coordinates `from` to `to` of each inducing row. */
function squaredNorms(
  { coordinates, count }: Inducing,
  weights: Float64Array,
  { from, to }: { from: number; to: number } = { from: 0, to: FEATURE_COUNT },
): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => {
    let sum = 0
    for (let column = from; column < to; column++) {
      const value = coordinates[row * FEATURE_COUNT + column] as number
      sum += (value * (weights[column] as number)) ** 2
    }
    return sum
  })
}

/** The rows of a matrix of columns, each times a factor. */
function weightedRows(graph: GraphBuilder, columns: Value, factors: Float64Array): Value {
  return graph.apply('Mul', [columns, graph.floats(factors, [factors.length, 1])])
}

/**
 * Of additive kernels of the same inducing rows, beside each other: the exponent of a block is one
 * product with the block's coordinates and their sum of squares.
 */
export function additiveCovariances(
  graph: GraphBuilder,
  { rows, blocks }: Coordinates,
  { kernels, inducing }: { kernels: readonly Kernel[]; inducing: Inducing },
): Covariance[] {
  const { columns, count } = inducing
  const shapes = blocks().map((own, block) => {
    const range = { from: BLOCK_STARTS[block] as number, to: BLOCK_STARTS[block + 1] as number }
    const parts = kernels.map((kernel) => {
      const square = (kernel.weights[range.from] as number) ** 2
      const cross = graph.apply('Mul', [
        sliced(graph, columns, { ...range, axis: 0 }),
        graph.scalar(2 * square),
      ])
      const amplitude = Math.log(kernel.amplitudes[block] as number)
      const norms = squaredNorms(inducing, kernel.weights, range)
      const rest = [
        ...new Float64Array(count).fill(-square),
        ...norms.map((norm) => amplitude - norm),
      ]
      return concatenated(graph, [cross, graph.floats(rest, [2, count])], 0)
    })
    return graph.apply('Exp', [graph.apply('MatMul', [own, concatenated(graph, parts)])])
  })
  const sum = shapes.reduce((left, right) => graph.apply('Add', [left, right]))
  const linear = kernels.map(({ linearWeights }) =>
    weightedRows(
      graph,
      columns,
      linearWeights.map((weight) => weight * weight),
    ),
  )
  const matrix = graph.apply('Gemm', [rows, concatenated(graph, linear), sum])
  return kernels.map((_, at) => ({
    parts: [{ matrix, columns: kernels.length * count, from: at * count, count }],
    scale: 1,
  }))
}

/**
 * Of product kernels of the same coordinates. With r² = 5 × squared distance, a covariance is
 * amplitude / 3 × ((r + 3/2)² + 3/4) / exp(r): the Matérn shape of kernel.ts.
 */
export function productCovariances(
  graph: GraphBuilder,
  { rows, squares, one }: Coordinates,
  kernels: readonly { kernel: Kernel; inducing: Inducing }[],
): Covariance[] {
  // The squared norms of the rows by each kernel are further coordinates.
  const squaredWeights = Float64Array.from(
    { length: FEATURE_COUNT * kernels.length },
    (_, at) =>
      (kernels[at % kernels.length]?.kernel.weights[Math.floor(at / kernels.length)] ?? 0) ** 2,
  )
  const norms = graph.apply('MatMul', [
    squares,
    graph.floats(squaredWeights, [FEATURE_COUNT, kernels.length]),
  ])
  const extended = concatenated(graph, [rows, norms, one])
  return kernels.map(({ kernel, inducing }, at) => {
    const { columns, count } = inducing
    const factors = kernel.weights.map((weight) => -10 * weight * weight)
    const rest = [
      ...new Float64Array(kernels.length * count).fill(5, at * count, (at + 1) * count),
      ...squaredNorms(inducing, kernel.weights).map((norm) => 5 * norm),
    ]
    const matrix = concatenated(
      graph,
      [weightedRows(graph, columns, factors), graph.floats(rest, [kernels.length + 1, count])],
      0,
    )
    const pieces = Math.ceil(count / COLUMNS_MAX)
    const ends = Array.from({ length: pieces }, (_, piece) =>
      Math.round(((piece + 1) * count) / pieces),
    )
    return {
      parts: ends.map((to, piece) => {
        const from = ends[piece - 1] ?? 0
        const own = pieces === 1 ? matrix : sliced(graph, matrix, { from, to })
        const columns = to - from
        return { matrix: maternOf(graph, extended, own), columns, from: 0, count: columns }
      }),
      scale: (kernel.amplitudes[0] as number) / 3,
    }
  })
}

function maternOf(graph: GraphBuilder, rows: Value, matrix: Value): Value {
  const squared = graph.apply('Relu', [graph.apply('Gemm', [rows, matrix])])
  const r = graph.apply('Sqrt', [squared])
  const growth = graph.apply('Exp', [r])
  const shifted = graph.apply('Add', [r, graph.scalar(1.5)])
  const square = graph.apply('Mul', [shifted, shifted])
  const polynomial = graph.apply('Add', [square, graph.scalar(0.75)])
  return graph.apply('Div', [polynomial, growth])
}
