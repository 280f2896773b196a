import { type Cell, hasEdge, labelsOf } from '../../space/cell.ts'

/** A path from input to output: how many interior vertices are on it, and of each operation. */
export interface Path {
  readonly length: number
  readonly counts: readonly [number, number, number]
}

/** A cell taken apart once, for all feature blocks. */
export interface CellGraph {
  readonly cell: Cell
  readonly vertices: number
  readonly edges: number
  /** Index in OPERATIONS of each vertex; -1 for input and output. */
  readonly labels: readonly number[]
  /** Vertices with an edge to, and from, each vertex. */
  readonly from: readonly (readonly number[])[]
  readonly to: readonly (readonly number[])[]
  /** Share of the module's output channels that each vertex has, without rounding to integers. */
  readonly widths: readonly number[]
  readonly paths: readonly Path[]
  /** Interior vertices with each operation. */
  readonly byOperation: readonly (readonly number[])[]
}

// As vertexChannels of space/complexity.ts, but in real numbers: rounding depends on the order.
function realWidths(to: readonly (readonly number[])[]): number[] {
  const last = to.length - 1
  const widths = new Array<number>(last + 1).fill(0)
  widths[0] = 1
  widths[last] = 1
  const intoOutput = (v: number) => (to[v] as readonly number[]).includes(last)
  let fanIn = 0
  for (let v = 1; v < last; v++) if (intoOutput(v)) fanIn++
  for (let v = last - 1; v > 0; v--) {
    if (intoOutput(v)) {
      widths[v] = 1 / fanIn
      continue
    }
    for (const next of to[v] as readonly number[]) {
      widths[v] = Math.max(widths[v] as number, widths[next] as number)
    }
  }
  return widths
}

function allPaths(to: readonly (readonly number[])[], labels: readonly number[]): Path[] {
  const last = to.length - 1
  const paths: Path[] = []
  const counts: [number, number, number] = [0, 0, 0]
  const follow = (vertex: number, length: number) => {
    for (const next of to[vertex] as readonly number[]) {
      if (next === last) {
        paths.push({ length, counts: [counts[0], counts[1], counts[2]] })
        continue
      }
      const label = labels[next] as 0 | 1 | 2
      counts[label]++
      follow(next, length + 1)
      counts[label]--
    }
  }
  follow(0, 0)
  return paths
}

export function cellGraph(cell: Cell): CellGraph {
  const from: number[][] = []
  const to: number[][] = []
  for (let v = 0; v < cell.vertices; v++) {
    from.push([])
    to.push([])
    for (let u = 0; u < v; u++) {
      if (!hasEdge(cell, u, v)) continue
      from[v]?.push(u)
      to[u]?.push(v)
    }
  }
  const labels = [-1, ...labelsOf(cell), -1]
  return {
    cell,
    vertices: cell.vertices,
    edges: to.reduce((sum, { length }) => sum + length, 0),
    labels,
    from,
    to,
    widths: realWidths(to),
    paths: allPaths(to, labels),
    byOperation: [0, 1, 2].map((operation) =>
      labels.flatMap((label, v) => (label === operation ? [v] : [])),
    ),
  }
}
