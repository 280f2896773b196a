import type { CellGraph } from './cell-graph.ts'
import type { Features } from './graf.ts'
import { deviation, mean, most, sum } from './statistics.ts'

const OPERATION_INDICES = [0, 1, 2] as const

/** Edges between each two kinds of vertices, counted and weighted by the channels they carry. */
export function edgeFeatures(graph: CellGraph): Features {
  const features: Features = {}
  const last = graph.vertices - 1
  const kind = (v: number) => (v === 0 ? 'input' : v === last ? 'output' : `${graph.labels[v]}`)
  for (const weight of ['edges', 'channels']) {
    for (const source of ['input', '0', '1', '2']) {
      for (const target of ['0', '1', '2', 'output']) {
        if (source !== 'input' || target !== 'output') {
          features[`${weight} ${source} to ${target}`] = 0
        }
      }
    }
  }
  for (const [v, targets] of graph.to.entries()) {
    for (const target of targets) {
      if (v === 0 && target === last) continue
      const name = `${kind(v)} to ${kind(target)}`
      const channels = Math.min(graph.widths[v] as number, graph.widths[target] as number)
      features[`edges ${name}`] = (features[`edges ${name}`] as number) + 1
      features[`channels ${name}`] = (features[`channels ${name}`] as number) + channels
    }
  }
  return features
}

// Longest and shortest way from the input (or, given the edges turned round, to the output).
function distances(before: readonly (readonly number[])[], order: readonly number[]) {
  const longest = new Array<number>(before.length).fill(0)
  const shortest = new Array<number>(before.length).fill(0)
  for (const v of order.slice(1)) {
    const previous = before[v] as readonly number[]
    longest[v] = Math.max(...previous.map((u) => longest[u] as number)) + 1
    shortest[v] = Math.min(...previous.map((u) => shortest[u] as number)) + 1
  }
  return { longest, shortest }
}

/** Where in the cell each operation stands: steps from input and to output, paths through it. */
export function depthFeatures(graph: CellGraph): Features {
  const order = graph.labels.map((_, v) => v)
  const fromInput = distances(graph.from, order)
  const toOutput = distances(graph.to, [...order].reverse())
  const through = order.map(
    (v) => graph.paths.filter(({ vertices }) => vertices.includes(v)).length / graph.paths.length,
  )
  const features: Features = {}
  for (const operation of OPERATION_INDICES) {
    const of = (values: readonly number[]) =>
      (graph.byOperation[operation] ?? []).map((v) => values[v] as number)
    features[`longest from input of ${operation}`] = mean(of(fromInput.longest))
    features[`shortest from input of ${operation}`] = mean(of(fromInput.shortest))
    features[`longest to output of ${operation}`] = mean(of(toOutput.longest))
    features[`shortest to output of ${operation}`] = mean(of(toOutput.shortest))
    features[`paths through ${operation}`] = sum(of(through))
    features[`most paths through ${operation}`] = most(of(through))
  }
  return features
}

/** How far a path sees: 3x3 windows and convolutions along the paths. */
export function receptiveFieldFeatures(graph: CellGraph): Features {
  const windows = graph.paths.map(({ counts }) => counts[0] + counts[2])
  const convolutions = graph.paths.map(({ counts }) => counts[0] + counts[1])
  return {
    'most windows': Math.max(...windows),
    'fewest windows': Math.min(...windows),
    'mean windows': mean(windows),
    'deviation of windows': deviation(windows),
    'most convolutions': Math.max(...convolutions),
    'fewest convolutions': Math.min(...convolutions),
    'mean convolutions': mean(convolutions),
  }
}

/** What the channels of the output have gone through. */
export function outputFeatures(graph: CellGraph): Features {
  const last = graph.vertices - 1
  const outputs = (graph.from[last] ?? []).filter((v) => v > 0)
  const starts = graph.to[0] ?? []
  const features: Features = {}
  const share = (operation: number, vertices: readonly number[], of: number) =>
    vertices.filter((v) => graph.labels[v] === operation).length / Math.max(1, of)
  for (const operation of OPERATION_INDICES) {
    features[`last ${operation}`] = share(operation, outputs, outputs.length)
    features[`first ${operation}`] = share(operation, starts, starts.length)
  }
  // Expected operations on a walk from the output backwards that takes each edge alike.
  const walked = graph.labels.map(() => [0, 0, 0])
  const deepest = graph.labels.map(() => [0, 0, 0])
  const shallowest = graph.labels.map(() => [0, 0, 0])
  for (let v = 1; v <= last; v++) {
    const all = graph.from[v] as readonly number[]
    const previous = v === last && outputs.length > 0 ? outputs : all
    for (const operation of OPERATION_INDICES) {
      const own = graph.labels[v] === operation ? 1 : 0
      const of = (values: number[][]) => previous.map((u) => values[u]?.[operation] ?? 0)
      ;(walked[v] as number[])[operation] = mean(of(walked)) + own
      ;(deepest[v] as number[])[operation] = most(of(deepest)) + own
      ;(shallowest[v] as number[])[operation] = Math.min(...of(shallowest)) + own
    }
  }
  for (const operation of OPERATION_INDICES) {
    const of = (values: number[][]) => outputs.map((v) => values[v]?.[operation] ?? 0)
    features[`expected ${operation}`] = walked[last]?.[operation] ?? 0
    features[`mean deepest ${operation}`] = mean(of(deepest))
    features[`mean shallowest ${operation}`] = mean(of(shallowest))
    features[`least deepest ${operation}`] = outputs.length === 0 ? 0 : Math.min(...of(deepest))
  }
  features['expected operations'] = sum(walked[last] ?? [])
  return features
}
