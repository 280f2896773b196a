import type { AddFeature } from './add-feature.ts'
import type { CellGraph } from './cell-graph.ts'
import { deviation, mean, most, sum } from './statistics.ts'

const OPERATION_INDICES = [0, 1, 2] as const
const SOURCES = ['input', '0', '1', '2']
const TARGETS = ['0', '1', '2', 'output']

/** Edges between each two kinds of vertices, counted and weighted by the channels they carry. */
export function edgeFeatures(graph: CellGraph, add: AddFeature): void {
  const edges = new Float64Array(SOURCES.length * TARGETS.length)
  const channels = new Float64Array(SOURCES.length * TARGETS.length)
  const last = graph.vertices - 1
  for (const [v, targets] of graph.to.entries()) {
    for (const target of targets) {
      const source = v === 0 ? 0 : (graph.labels[v] as number) + 1
      const pair =
        source * TARGETS.length + (target === last ? 3 : (graph.labels[target] as number))
      const width = Math.min(graph.widths[v] as number, graph.widths[target] as number)
      edges[pair] = (edges[pair] as number) + 1
      channels[pair] = (channels[pair] as number) + width
    }
  }
  for (const [pair, count] of edges.entries()) {
    const [source, target] = [Math.floor(pair / TARGETS.length), pair % TARGETS.length]
    if (source === 0 && target === TARGETS.length - 1) continue // counted as `input to output`
    add(() => `edges ${SOURCES[source]} to ${TARGETS[target]}`, count)
    add(() => `channels ${SOURCES[source]} to ${TARGETS[target]}`, channels[pair] as number)
  }
}

interface Distances {
  readonly longest: number[]
  readonly shortest: number[]
  readonly ways: number[]
}

// Longest and shortest way, and number of ways, from the first vertex of the order to each.
function distances(before: readonly (readonly number[])[], order: readonly number[]): Distances {
  const longest = order.map(() => 0)
  const shortest = order.map(() => 0)
  const ways = order.map(() => 0)
  ways[order[0] as number] = 1
  for (const v of order.slice(1)) {
    let [far, near, count] = [0, Number.POSITIVE_INFINITY, 0]
    for (const u of before[v] as readonly number[]) {
      far = Math.max(far, longest[u] as number)
      near = Math.min(near, shortest[u] as number)
      count += ways[u] as number
    }
    longest[v] = far + 1
    shortest[v] = near + 1
    ways[v] = count
  }
  return { longest, shortest, ways }
}

/** Where in the cell each operation stands: steps from input and to output, paths through it. */
export function depthFeatures(graph: CellGraph, add: AddFeature): void {
  const order = graph.labels.map((_, v) => v)
  const fromInput = distances(graph.from, order)
  const toOutput = distances(graph.to, [...order].reverse())
  for (const operation of OPERATION_INDICES) {
    const vertices = graph.byOperation[operation] ?? []
    const of = (values: readonly number[]) => vertices.map((v) => values[v] as number)
    const through = vertices.map(
      (v) => ((fromInput.ways[v] as number) * (toOutput.ways[v] as number)) / graph.paths.length,
    )
    add(() => `longest from input of ${operation}`, mean(of(fromInput.longest)))
    add(() => `shortest from input of ${operation}`, mean(of(fromInput.shortest)))
    add(() => `longest to output of ${operation}`, mean(of(toOutput.longest)))
    add(() => `shortest to output of ${operation}`, mean(of(toOutput.shortest)))
    add(() => `paths through ${operation}`, sum(through))
    add(() => `most paths through ${operation}`, most(through))
  }
}

/** How far a path sees: 3x3 windows and convolutions along the paths. */
export function receptiveFieldFeatures({ paths }: CellGraph, add: AddFeature): void {
  const windows = paths.map(({ counts }) => counts[0] + counts[2])
  const convolutions = paths.map(({ counts }) => counts[0] + counts[1])
  add(() => 'most windows', Math.max(...windows))
  add(() => 'fewest windows', Math.min(...windows))
  add(() => 'mean windows', mean(windows))
  add(() => 'deviation of windows', deviation(windows))
  add(() => 'most convolutions', Math.max(...convolutions))
  add(() => 'fewest convolutions', Math.min(...convolutions))
  add(() => 'mean convolutions', mean(convolutions))
}

/** What the channels of the output have gone through. */
export function outputFeatures(graph: CellGraph, add: AddFeature): void {
  const last = graph.vertices - 1
  const outputs = (graph.from[last] as readonly number[]).filter((v) => v > 0)
  const starts = graph.to[0] as readonly number[]
  const share = (operation: number, vertices: readonly number[]) =>
    vertices.filter((v) => graph.labels[v] === operation).length / Math.max(1, vertices.length)
  let expectedOperations = 0
  for (const operation of OPERATION_INDICES) {
    // Of each vertex: expected operations on a walk back to the input that takes each edge alike,
    // and most and fewest on any way back.
    const walked = graph.labels.map(() => 0)
    const deepest = graph.labels.map(() => 0)
    const shallowest = graph.labels.map(() => 0)
    for (let v = 1; v <= last; v++) {
      const previous = v === last && outputs.length > 0 ? outputs : (graph.from[v] ?? [])
      const own = graph.labels[v] === operation ? 1 : 0
      let [total, deep, shallow] = [0, 0, Number.POSITIVE_INFINITY]
      for (const u of previous) {
        total += walked[u] as number
        deep = Math.max(deep, deepest[u] as number)
        shallow = Math.min(shallow, shallowest[u] as number)
      }
      walked[v] = total / previous.length + own
      deepest[v] = deep + own
      shallowest[v] = shallow + own
    }
    const deep = outputs.map((v) => deepest[v] as number)
    const shallow = outputs.map((v) => shallowest[v] as number)
    expectedOperations += walked[last] as number
    add(() => `last ${operation}`, share(operation, outputs))
    add(() => `first ${operation}`, share(operation, starts))
    add(() => `expected ${operation}`, walked[last] as number)
    add(() => `mean deepest ${operation}`, mean(deep))
    add(() => `mean shallowest ${operation}`, mean(shallow))
    add(() => `least deepest ${operation}`, outputs.length === 0 ? 0 : Math.min(...deep))
  }
  add(() => 'expected operations', expectedOperations)
}
