import { type Cell, hasEdge } from '../../space/cell.ts'

/**
 * What cells with the same edges share, taken apart once for all feature blocks: a tenth of a
 * thousandth of a second each, for 5,000 shapes in place of 423,624 cells.
 */
export interface CellShape {
  readonly vertices: number
  readonly edges: number
  /** Vertices with an edge to, and from, each vertex. */
  readonly from: readonly (readonly number[])[]
  readonly to: readonly (readonly number[])[]
  /** Share of the module's output channels that each vertex has, without rounding to integers. */
  readonly widths: readonly number[]
  /** Their squares. */
  readonly squares: readonly number[]
  /** The widest way from input to output: sum of the widths of its interior vertices. */
  readonly criticalChannels: number
  readonly interior: readonly number[]
  /** Whether each vertex has an edge from the input. */
  readonly isProjected: readonly boolean[]
  /** Interior vertices with an edge into the output. */
  readonly outputs: readonly number[]
  /** Interior vertices of each path from input to output. */
  readonly paths: readonly (readonly number[])[]
  readonly fromInput: Distances
  readonly toOutput: Distances
  /** Share of the paths that leads through each vertex. */
  readonly through: readonly number[]
}

/** Of each vertex: longest and shortest way, and number of ways, from one end of the cell. */
export interface Distances {
  readonly longest: readonly number[]
  readonly shortest: readonly number[]
  readonly ways: readonly number[]
}

const shapes = new Map<number, CellShape>()

/** Kept: the space has 5,409 shapes. */
export function cellShape(cell: Cell): CellShape {
  const known = shapes.get(cell.adjacency)
  if (known !== undefined) return known
  const shape = shapeOf(cell)
  shapes.set(cell.adjacency, shape)
  return shape
}

function shapeOf(cell: Cell): CellShape {
  const { vertices } = cell
  const all = Array.from({ length: vertices }, (_, v) => v)
  const from = all.map((v) => all.filter((u) => hasEdge(cell, u, v)))
  const to = all.map((v) => all.filter((u) => hasEdge(cell, v, u)))
  const last = vertices - 1
  const paths = allPaths(to)
  const widths = realWidths(to)
  const fromInput = distances(from, all)
  const toOutput = distances(to, [...all].reverse())
  return {
    vertices,
    edges: to.reduce((sum, { length }) => sum + length, 0),
    from,
    to,
    widths,
    squares: widths.map((width) => width ** 2),
    criticalChannels: criticalChannels(from, widths),
    interior: all.slice(1, last),
    isProjected: from.map((sources) => sources.includes(0)),
    outputs: (from[last] ?? []).filter((v) => v > 0),
    paths,
    fromInput,
    toOutput,
    through: all.map(
      (v) => ((fromInput.ways[v] as number) * (toOutput.ways[v] as number)) / paths.length,
    ),
  }
}

// As vertexChannels of space/complexity.ts, but in real numbers: rounding depends on the order.
function realWidths(to: readonly (readonly number[])[]): number[] {
  const last = to.length - 1
  const widths = new Array<number>(last + 1).fill(0)
  widths[0] = 1
  widths[last] = 1
  const intoOutput = to.map((targets) => targets.includes(last))
  const fanIn = intoOutput.filter((isInto, v) => isInto && v > 0).length
  for (let v = last - 1; v > 0; v--) {
    if (intoOutput[v]) {
      widths[v] = 1 / fanIn
      continue
    }
    for (const next of to[v] as readonly number[]) {
      widths[v] = Math.max(widths[v] as number, widths[next] as number)
    }
  }
  return widths
}

function allPaths(to: readonly (readonly number[])[]): number[][] {
  const last = to.length - 1
  const paths: number[][] = []
  const follow = (vertex: number, before: readonly number[]) => {
    for (const next of to[vertex] as readonly number[]) {
      if (next === last) paths.push([...before])
      else follow(next, [...before, next])
    }
  }
  follow(0, [])
  return paths
}

// From the first vertex of the order to each.
function distances(before: readonly (readonly number[])[], order: readonly number[]): Distances {
  const longest = order.map(() => 0)
  const shortest = order.map(() => 0)
  const ways = order.map(() => 0)
  ways[order[0] as number] = 1
  for (const v of order.slice(1)) {
    const sources = before[v] as readonly number[]
    longest[v] = Math.max(0, ...sources.map((u) => longest[u] as number)) + 1
    shortest[v] = Math.min(...sources.map((u) => shortest[u] as number)) + 1
    ways[v] = sources.reduce((sum, u) => sum + (ways[u] as number), 0)
  }
  return { longest, shortest, ways }
}

function criticalChannels(from: readonly (readonly number[])[], widths: readonly number[]): number {
  const last = from.length - 1
  const sums = [0]
  for (let v = 1; v <= last; v++) {
    const before = (from[v] as readonly number[]).map((u) => sums[u] as number)
    sums.push(Math.max(0, ...before) + (v < last ? (widths[v] as number) : 0))
  }
  return sums[last] as number
}
