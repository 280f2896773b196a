import { type Cell, edgeBit, matrixOf, operationsOf, parseCell } from './cell.ts'
import { InvalidArchitectureError } from './invalid-architecture-error.ts'
import { OPERATIONS } from './operation.ts'
import type { Space } from './space.ts'

/** The cells one edit away: one edge of the upper triangle flipped or one operation changed. */
function* edits(cell: Cell): Generator<Cell> {
  for (let bit = 0; bit < edgeBit(0, cell.vertices); bit++) {
    yield { ...cell, adjacency: cell.adjacency ^ (1 << bit) }
  }
  let place = 1
  for (let vertex = cell.vertices - 2; vertex > 0; vertex--) {
    const label = Math.floor(cell.operations / place) % 3
    for (let other = 0; other < OPERATIONS.length; other++) {
      if (other !== label) yield { ...cell, operations: cell.operations + (other - label) * place }
    }
    place *= 3
  }
}

/**
 * Architecture ids one edit away from an architecture's representative: an edge of its upper
 * triangle flipped or an operation changed, then pruned; those that are no valid architecture and
 * the architecture itself left out, each once, ascending. Not symmetric: an edit can prune vertices,
 * none can bring them back.
 */
export function neighbours(space: Space, architectureId: number): number[] {
  const found = new Set<number>()
  for (const edited of edits(space.cellOf(architectureId))) {
    try {
      found.add(space.idOf(parseCell(matrixOf(edited), operationsOf(edited)).cell))
    } catch (error) {
      if (!(error instanceof InvalidArchitectureError)) throw error
    }
  }
  found.delete(architectureId)
  return [...found].sort((left, right) => left - right)
}
