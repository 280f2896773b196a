import { type Cell, hasEdge, labelsOf, VERTICES_MAX } from '../cell.ts'
import { OPERATIONS } from '../operation.ts'

const INTERIOR_MAX = VERTICES_MAX - 2

// A smaller cell keeps its vertices' numbers but for the output, which is always the last of seven.
function place(cell: Cell, vertex: number): number {
  return vertex === cell.vertices - 1 ? VERTICES_MAX - 1 : vertex
}

/** 7 × 7 upper-triangular matrix, row by row; the vertices that a smaller cell lacks are empty. */
export function paddedMatrix(cell: Cell): Uint8Array {
  const bits = new Uint8Array(VERTICES_MAX * VERTICES_MAX)
  for (let x = 0; x < cell.vertices; x++) {
    for (let y = x + 1; y < cell.vertices; y++) {
      if (hasEdge(cell, x, y)) bits[place(cell, x) * VERTICES_MAX + place(cell, y)] = 1
    }
  }
  return bits
}

function upperTriangle(cell: Cell): number[] {
  const matrix = paddedMatrix(cell)
  const bits: number[] = []
  for (let x = 0; x < VERTICES_MAX; x++) {
    for (let y = x + 1; y < VERTICES_MAX; y++) bits.push(matrix[x * VERTICES_MAX + y] as number)
  }
  return bits
}

/**
 * NASBench-101's own encoding (Ying et al. 2019): 26 numbers, the 21 bits of the upper triangle row
 * by row and the 5 interior operations as 0, 1, 2 in the order of OPERATIONS, -1 where a smaller cell
 * has none. Depends on the labelled form.
 */
export function categoricalAdjacency(cell: Cell): Int8Array {
  const labels = labelsOf(cell)
  return Int8Array.from([
    ...upperTriangle(cell),
    ...Array.from({ length: INTERIOR_MAX }, (_, at) => labels[at] ?? -1),
  ])
}

/**
 * One-hot adjacency encoding (White et al. 2020, "A Study on Encodings for NAS"): 36 bits, the 21 of
 * the upper triangle row by row, then 3 for each of 5 interior vertices. Depends on the labelled form.
 */
export function oneHotAdjacency(cell: Cell): Uint8Array {
  const labels = labelsOf(cell)
  const operations = Array.from({ length: INTERIOR_MAX }, (_, at) =>
    OPERATIONS.map((_, label) => (labels[at] === label ? 1 : 0)),
  )
  return Uint8Array.from([...upperTriangle(cell), ...operations.flat()])
}
