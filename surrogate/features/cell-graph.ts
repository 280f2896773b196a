import type { Cell } from '../../space/cell.ts'
import { type CellShape, cellShape } from './cell-shape.ts'

/** A cell taken apart once, for all feature blocks. */
export interface CellGraph {
  readonly shape: CellShape
  /** Index in OPERATIONS of each vertex; -1 for input and output. */
  readonly labels: Int8Array
  /** Interior vertices with each operation, ascending. */
  readonly byOperation: readonly [number[], number[], number[]]
  /** How many vertices of each operation are on each path: paths × operations. */
  readonly pathCounts: Uint8Array
}

export function cellGraph(cell: Cell): CellGraph {
  const shape = cellShape(cell)
  const { vertices, paths } = shape
  const labels = new Int8Array(vertices).fill(-1)
  const byOperation: [number[], number[], number[]] = [[], [], []]
  let rest = cell.operations
  for (let v = vertices - 2; v > 0; v--) {
    labels[v] = rest % 3
    rest = (rest - (labels[v] as number)) / 3
  }
  for (let v = 1; v < vertices - 1; v++) byOperation[labels[v] as 0 | 1 | 2].push(v)
  const pathCounts = new Uint8Array(paths.length * 3)
  for (let path = 0; path < paths.length; path++) {
    const inner = paths[path] as readonly number[]
    for (let step = 0; step < inner.length; step++) {
      const at = path * 3 + (labels[inner[step] as number] as number)
      pathCounts[at] = (pathCounts[at] as number) + 1
    }
  }
  return { shape, labels, byOperation, pathCounts }
}
