import { type Cell, hasEdge, labelsOf, VERTICES_MAX } from '../cell.ts'
import { OPERATIONS } from '../operation.ts'

/** 364: sequences of up to 5 of the 3 operations. */
export const PATH_COUNT = (OPERATIONS.length ** (VERTICES_MAX - 1) - 1) / (OPERATIONS.length - 1)

/**
 * Path encoding (White, Neiswanger, Savani 2021, BANANAS): 364 bits, bit i set where the cell has a
 * path from input to output along that sequence of operations. Sequence o1, o2, … has index
 * Σ 3^(k-1) (o_k + 1) with o_k the index in OPERATIONS; 0 is the edge from input to output. The same
 * for every isomorphic form.
 */
export function pathEncoding(cell: Cell): Uint8Array {
  const bits = new Uint8Array(PATH_COUNT)
  const labels = labelsOf(cell)
  const follow = (vertex: number, index: number, weight: number) => {
    for (let next = vertex + 1; next < cell.vertices; next++) {
      if (!hasEdge(cell, vertex, next)) continue
      if (next === cell.vertices - 1) bits[index] = 1
      else follow(next, index + weight * ((labels[next - 1] as number) + 1), weight * 3)
    }
  }
  follow(0, 0, 1)
  return bits
}
