import { bitCount, type Cell, EDGES_MAX, edgeBit, LABELINGS, VERTICES_MAX } from './cell.ts'

/** Labelled pruned graphs of 2 to 7 vertices and at most 9 edges, isomorphic ones counted apart. */
export const LABELLED_GRAPH_COUNT = 1_293_208

/**
 * Numbers all labelled pruned graphs in the order of NASBench-101's generator: vertices, then the
 * edge bits ascending, then the labels.
 */
export interface LabelledGraphs {
  /** Adjacencies with that number of vertices, ascending. */
  adjacencies(vertices: number): Int32Array
  /** Number of a labelled graph, -1 where the cell is not pruned or has too many edges. */
  indexOf(cell: Cell): number
}

/** NASBench-101's is_full_dag: all vertices but the output lead on, all but the input are led to. */
function isFull(vertices: number, adjacency: number): boolean {
  let targets = 1
  let sources = 1 << (vertices - 1)
  for (let y = 1; y < vertices; y++) {
    const from = (adjacency >>> edgeBit(0, y)) & ((1 << y) - 1)
    if (from !== 0) targets |= 1 << y
    sources |= from
  }
  const all = (1 << vertices) - 1
  return targets === all && sources === all
}

export function labelledGraphs(): LabelledGraphs {
  const lists: Int32Array[] = []
  const positions: Int16Array[] = []
  const offsets: number[] = []
  let offset = 0
  for (let vertices = 0; vertices <= VERTICES_MAX; vertices++) {
    const found: number[] = []
    const position = new Int16Array(vertices < 2 ? 0 : 1 << edgeBit(0, vertices)).fill(-1)
    for (let adjacency = 0; adjacency < position.length; adjacency++) {
      if (bitCount(adjacency) > EDGES_MAX || !isFull(vertices, adjacency)) continue
      position[adjacency] = found.length
      found.push(adjacency)
    }
    lists.push(Int32Array.from(found))
    positions.push(position)
    offsets.push(offset)
    offset += found.length * (LABELINGS[vertices] ?? 0)
  }
  return {
    adjacencies: (vertices) => lists[vertices] ?? new Int32Array(0),
    indexOf({ vertices, adjacency, operations }) {
      const position = positions[vertices]?.[adjacency] ?? -1
      return position < 0
        ? -1
        : (offsets[vertices] as number) + position * (LABELINGS[vertices] as number) + operations
    },
  }
}
