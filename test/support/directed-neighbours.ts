import {
  type Cell,
  edgeBit,
  hasEdge,
  labelsOf,
  matrixOf,
  operationsOf,
  parseCell,
} from '../../space/cell.ts'
import { InvalidArchitectureError } from '../../space/invalid-architecture-error.ts'
import { reorderAdjacency, reorderOperations } from '../../space/isomorphic-forms.ts'
import { OPERATIONS } from '../../space/operation.ts'
import type { Space } from '../../space/space.ts'

/** The cells one edit of the graph away: one edge added or removed, or one operation changed. */
function* edits(cell: Cell): Generator<Cell> {
  for (let bit = 0; bit < edgeBit(0, cell.vertices); bit++) {
    yield { ...cell, adjacency: cell.adjacency ^ (1 << bit) }
  }
  yield* backwardEdges(cell)
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
 * An edge from a higher vertex y to a lower x, wherever no path leads from x to y: this form only
 * happens to have x first, and the edge is added to one that has y first.
 */
function* backwardEdges(cell: Cell): Generator<Cell> {
  const { vertices } = cell
  const labels = labelsOf(cell)
  const all = Array.from({ length: vertices }, (_, vertex) => vertex)
  for (let y = 2; y < vertices - 1; y++) {
    const before = upTo(cell, y)
    const order = [
      ...all.filter((vertex) => (before >>> vertex) & 1),
      ...all.filter((vertex) => !((before >>> vertex) & 1)),
    ]
    const adjacency = reorderAdjacency(cell.adjacency, order)
    const operations = reorderOperations(labels, order)
    for (let x = 1; x < y; x++) {
      if ((before >>> x) & 1) continue
      const bit = edgeBit(order.indexOf(y), order.indexOf(x))
      yield { vertices, adjacency: adjacency | (1 << bit), operations }
    }
  }
}

/** The vertices from which a path leads to a vertex, and itself, as a bit mask. */
function upTo(cell: Cell, vertex: number): number {
  let mask = 1 << vertex
  for (let x = vertex - 1; x >= 0; x--) {
    for (let y = x + 1; y <= vertex; y++) {
      if ((mask >>> y) & 1 && hasEdge(cell, x, y)) mask |= 1 << x
    }
  }
  return mask
}

/**
 * What the graph `graph-edit` is compared with: the architecture ids that one edit leads to: an edge added or removed,
 * or an operation changed, then pruned;
 * those that are no valid architecture and the architecture itself left out, each once, ascending.
 * Not symmetric where an edit prunes vertices: none can bring them back.
 */
export function directedNeighbours(space: Space, architectureId: number): number[] {
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
