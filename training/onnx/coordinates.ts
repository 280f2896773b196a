import { BLOCK_COUNT, BLOCK_STARTS } from '../../surrogate/features/features.ts'
import type { Standardisation } from '../gaussian-process/kernel.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'

/** Coordinates of the rows that are predicted, and what all kernels of them need. */
export interface Coordinates {
  /** Rows × features, see `coordinates` in kernel.ts. */
  readonly rows: Value
  /** Squares of the same. */
  readonly squares: Value
  /** One column of 1, which products multiply with a constant. */
  readonly one: Value
  /** By block: its coordinates, then the sum of their squares, then 1. */
  readonly blocks: () => readonly Value[]
}

export function coordinateValues(
  graph: GraphBuilder,
  input: Value,
  { offsets, scales }: Standardisation,
): Coordinates {
  const centred = graph.apply('Sub', [input, graph.floats(offsets)])
  const rows = graph.apply('Mul', [centred, graph.floats(scales)])
  const one = graph.apply('Clip', [
    sliced(graph, rows, { from: 0, to: 1 }),
    graph.scalar(1),
    graph.scalar(1),
  ])
  let blocks: Value[] | null = null
  return {
    rows,
    squares: graph.apply('Mul', [rows, rows]),
    one,
    blocks() {
      blocks ??= Array.from({ length: BLOCK_COUNT }, (_, block) => {
        const range = { from: BLOCK_STARTS[block] as number, to: BLOCK_STARTS[block + 1] as number }
        const own = sliced(graph, rows, range)
        return concatenated(graph, [own, sumOfSquares(graph, own), one])
      })
      return blocks
    },
  }
}

/** Columns, or along the first axis rows, `from` to `to` of a matrix. */
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

/** Matrices beside each other, or along the first axis below each other. */
export function concatenated(graph: GraphBuilder, values: readonly Value[], axis = 1): Value {
  const [only] = values
  return values.length === 1 && only !== undefined ? only : graph.apply('Concat', values, { axis })
}

export function sumOfSquares(graph: GraphBuilder, value: Value): Value {
  return graph.apply('ReduceSumSquare', [value, graph.integers([1])])
}
