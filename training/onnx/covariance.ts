import { BLOCK_COUNT, BLOCK_STARTS, FEATURE_COUNT } from '../../surrogate/features/features.ts'
import type { Kernel, Standardisation } from '../gaussian-process/kernel.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'

/** Computes what is asked for again only once. */
export type Once = (key: unknown, make: () => Value) => Value

export function onceEach(): Once {
  const made = new Map<unknown, Value>()
  return (key, make) => {
    const value = made.get(key) ?? make()
    made.set(key, value)
    return value
  }
}

/** Coordinates of the rows, see `coordinates` in kernel.ts. */
export function coordinateRows(
  graph: GraphBuilder,
  input: Value,
  { offsets, scales }: Standardisation,
): Value {
  const centred = graph.apply('Sub', [input, graph.floats(offsets)])
  return graph.apply('Mul', [centred, graph.floats(scales)])
}

interface CovarianceParts {
  readonly rows: Value
  readonly kernel: Kernel
  readonly inducing: Float64Array
  readonly once: Once
}

/** Covariance of every row with the inducing rows, for a factor of 1: rows × inducing. */
export function covarianceValue(graph: GraphBuilder, parts: CovarianceParts): Value {
  const { rows, kernel, inducing, once } = parts
  if (kernel.kind === 'product') {
    const all = { from: 0, to: FEATURE_COUNT }
    const weighted = graph.apply('Mul', [rows, graph.floats(kernel.weights)])
    const own = inducing.map((value, at) => value * (kernel.weights[at % FEATURE_COUNT] as number))
    const matrix = transposedRows(
      graph,
      own.map((value) => -10 * value),
    )
    const parts = { ...all, kernel, inducing, times: 5, plus: 0, matrix }
    const r2 = distanceValue(graph, weighted, parts)
    const squared = graph.apply('Relu', [r2])
    const r = graph.apply('Sqrt', [squared])
    const third = graph.apply('Mul', [squared, graph.scalar(1 / 3)])
    const polynomial = graph.apply('Sum', [r, third, graph.scalar(1)])
    const decay = graph.apply('Exp', [graph.apply('Neg', [r])])
    const shape = graph.apply('Mul', [polynomial, decay])
    return graph.apply('Mul', [shape, graph.scalar(kernel.amplitudes[0] as number)])
  }
  // Kernels of the same architectures share their coordinates, by far the largest constant.
  const columns = transposedRows(graph, inducing)
  const shapes = Array.from({ length: BLOCK_COUNT }, (_, block) => {
    const range = { from: BLOCK_STARTS[block] as number, to: BLOCK_STARTS[block + 1] as number }
    const own = once(`block ${block} of ${rows}`, () => sliced(graph, rows, range))
    const scale = kernel.weights[range.from] as number
    const scaled = graph.apply('Mul', [own, graph.scalar(scale)])
    const plus = Math.log(kernel.amplitudes[block] as number)
    const matrix = graph.apply('Mul', [
      sliced(graph, columns, { ...range, axis: 0 }),
      graph.scalar(2 * scale),
    ])
    const parts = { ...range, kernel, inducing, times: -1, plus, matrix }
    return graph.apply('Exp', [distanceValue(graph, scaled, parts)])
  })
  const linear = graph.apply('Mul', [rows, graph.floats(kernel.linearWeights.map((w) => w * w))])
  return graph.apply('Sum', [...shapes, graph.apply('MatMul', [linear, columns])])
}

/** The coordinates of the inducing rows as columns. */
function transposedRows(graph: GraphBuilder, inducing: Float64Array): Value {
  const count = inducing.length / FEATURE_COUNT
  const values = Float64Array.from(
    inducing,
    (_, at) => inducing[(at % count) * FEATURE_COUNT + Math.floor(at / count)] as number,
  )
  return graph.floats(values, [FEATURE_COUNT, count])
}

export function sliced(
  graph: GraphBuilder,
  value: Value,
  { from, to, axis = 1 }: { from: number; to: number; axis?: number },
): Value {
  return graph.apply('Slice', [
    value,
    graph.integers([from]),
    graph.integers([to]),
    graph.integers([axis]),
  ])
}

interface DistanceParts {
  readonly from: number
  readonly to: number
  readonly kernel: Kernel
  readonly inducing: Float64Array
  readonly times: number
  readonly plus: number
  /** -2 × times × the weighted inducing rows, as columns. */
  readonly matrix: Value
}

/**
 * times × squared distance + plus, of weighted rows to weighted inducing rows: one product with the
 * inducing rows, one sum of squares, one constant.
 */
function distanceValue(graph: GraphBuilder, weighted: Value, parts: DistanceParts): Value {
  const { from, to, kernel, inducing, times, plus, matrix } = parts
  const norms = Float64Array.from({ length: inducing.length / FEATURE_COUNT }, (_, row) => {
    let sum = 0
    for (let column = from; column < to; column++) {
      const value = inducing[row * FEATURE_COUNT + column] as number
      sum += (value * (kernel.weights[column] as number)) ** 2
    }
    return times * sum + plus
  })
  const cross = graph.apply('MatMul', [weighted, matrix])
  const own = graph.apply('Mul', [sumOfSquares(graph, weighted), graph.scalar(times)])
  return graph.apply('Sum', [cross, own, graph.floats(norms)])
}

export function sumOfSquares(graph: GraphBuilder, value: Value): Value {
  return graph.apply('ReduceSumSquare', [value, graph.integers([1])])
}
