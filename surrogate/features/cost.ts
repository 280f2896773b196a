import type { AddFeature } from './add-feature.ts'
import type { CellGraph } from './cell-graph.ts'

import { least, most, sum } from './statistics.ts'

const OPERATION_INDICES = [0, 1, 2] as const
const KERNEL_AREA = [9, 1, 0] as const
// Channels and side of the feature maps of NASBench-101's three stacks for 32 x 32 images.
const STACKS = [
  { channels: 128, side: 32 },
  { channels: 256, side: 16 },
  { channels: 512, side: 8 },
] as const
const MODULES_PER_STACK = 3

/** Share of the output channels that each operation works on; a concatenation divides them. */
export function widthFeatures(graph: CellGraph, add: AddFeature): void {
  const { widths } = graph
  const last = graph.vertices - 1
  for (const operation of OPERATION_INDICES) {
    const vertices = graph.byOperation[operation] ?? []
    const own = vertices.map((v) => widths[v] as number)
    const into = vertices.map((v) => (widths[v] as number) * (graph.from[v]?.length ?? 0))
    add(() => `channels of ${operation}`, sum(own))
    add(() => `squared channels of ${operation}`, sum(own.map((width) => width * width)))
    add(() => `widest of ${operation}`, most(own))
    add(() => `narrowest of ${operation}`, least(own))
    add(() => `channels into ${operation}`, sum(into))
  }
  const inner = widths.slice(1, last)
  const projected = graph.to[0] ?? []
  const outputs = (graph.from[last] ?? []).filter((v) => v > 0)
  add(() => 'projected channels', sum(projected.map((v) => widths[v] as number)))
  add(() => 'share of one output', 1 / Math.max(1, outputs.length))
  add(() => 'all channels', sum(inner))
  add(() => 'widest', most(inner))
}

// Heaviest way from input to output when each interior vertex has a weight.
function criticalPath(graph: CellGraph, weight: (v: number) => number): number {
  const heaviest = new Array<number>(graph.vertices).fill(0)
  for (let v = 1; v < graph.vertices; v++) {
    let before = 0
    for (const u of graph.from[v] ?? []) before = Math.max(before, heaviest[u] as number)
    heaviest[v] = before + (v < graph.vertices - 1 ? weight(v) : 0)
  }
  return heaviest[graph.vertices - 1] as number
}

/** Parameters, multiply-accumulates, memory traffic and kernels of the whole network. */
export function costFeatures(graph: CellGraph, add: AddFeature): void {
  const { widths, labels } = graph
  const last = graph.vertices - 1
  let parameters = 0
  let macs = 0
  let traffic = 0
  for (const [stack, { channels, side }] of STACKS.entries()) {
    for (let module = 0; module < MODULES_PER_STACK; module++) {
      const inputs = module > 0 || stack === 0 ? channels : channels / 2
      let weights = 0
      let moved = 0
      for (let v = 1; v <= last; v++) {
        const width = (widths[v] as number) * channels
        const inDegree = graph.from[v]?.length ?? 0
        const projected = graph.from[v]?.includes(0) === true
        if (projected) {
          weights += inputs * width
          moved += width
        }
        if (v === last) {
          moved += width * (projected ? 2 : 1)
          continue
        }
        const label = labels[v] as 0 | 1 | 2
        weights += KERNEL_AREA[label] * width * width
        moved += width * ((label < 2 ? 2 : 1) + Math.max(0, inDegree - 1))
      }
      parameters += weights
      macs += weights * side * side
      traffic += moved * side * side
    }
  }
  const fromInput = graph.to[0]?.length ?? 0
  const convolutions = (graph.byOperation[0]?.length ?? 0) + (graph.byOperation[1]?.length ?? 0)
  const logMacs = Math.log(macs + 1e7)
  const logTraffic = Math.log(traffic)
  add(() => 'log parameters', Math.log(parameters + 1e5))
  add(() => 'log macs', logMacs)
  add(() => 'traffic', traffic / 1e6)
  add(() => 'log traffic', logTraffic)
  add(() => 'parameters', parameters / 1e7)
  add(() => 'macs', macs / 1e9)
  add(() => 'root of parameters', Math.sqrt(parameters / 1e7))
  add(() => 'intensity', logMacs - logTraffic)
  add(
    () => 'kernels',
    3 * convolutions +
      (graph.byOperation[2]?.length ?? 0) +
      3 * fromInput +
      graph.edges -
      fromInput,
  )
  add(
    () => 'critical weights',
    criticalPath(graph, (v) => KERNEL_AREA[labels[v] as 0 | 1 | 2] * (widths[v] as number) ** 2),
  )
  add(
    () => 'critical channels',
    criticalPath(graph, (v) => widths[v] as number),
  )
}
