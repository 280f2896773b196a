import { type FeatureBlock, OPERATION_INDICES } from './feature-block.ts'
import { leastAt, mostAt, sumAt } from './statistics.ts'

const KERNEL_AREA = [9, 1, 0] as const
// Channels and side of the feature maps of NASBench-101's three stacks for 32 x 32 images.
const STACKS = [
  { channels: 128, side: 32 },
  { channels: 256, side: 16 },
  { channels: 512, side: 8 },
] as const
const MODULES_PER_STACK = 3

/** Share of the output channels that each operation works on; a concatenation divides them. */
export const width: FeatureBlock = {
  name: 'width',
  features: [
    ...OPERATION_INDICES.flatMap((operation) => [
      `channels of ${operation}`,
      `squared channels of ${operation}`,
      `widest of ${operation}`,
      `narrowest of ${operation}`,
      `channels into ${operation}`,
    ]),
    'projected channels',
    'share of one output',
    'all channels',
    'widest',
  ],
  write({ shape, byOperation }, out, at) {
    const { widths, from, to, interior, outputs } = shape
    let place = at
    for (const operation of OPERATION_INDICES) {
      const vertices = byOperation[operation]
      let [squares, into] = [0, 0]
      for (let i = 0; i < vertices.length; i++) {
        const v = vertices[i] as number
        const own = widths[v] as number
        squares += own * own
        into += own * (from[v] as readonly number[]).length
      }
      out[place++] = sumAt(widths, vertices)
      out[place++] = squares
      out[place++] = mostAt(widths, vertices)
      out[place++] = leastAt(widths, vertices)
      out[place++] = into
    }
    out[place++] = sumAt(widths, to[0] as readonly number[])
    out[place++] = 1 / Math.max(1, outputs.length)
    out[place++] = sumAt(widths, interior)
    out[place++] = mostAt(widths, interior)
    return place
  },
}

/** Parameters, multiply-accumulates, memory traffic and kernels of the whole network. */
export const cost: FeatureBlock = {
  name: 'cost',
  features: [
    'log parameters',
    'log macs',
    'traffic',
    'log traffic',
    'parameters',
    'macs',
    'root of parameters',
    'intensity',
    'kernels',
    'critical weights',
    'critical channels',
  ],
  write(graph, out, at) {
    const { shape, byOperation, labels } = graph
    const { parameters, macs, traffic } = networkCost(graph)
    const fromInput = (shape.to[0] as readonly number[]).length
    const convolutions = byOperation[0].length + byOperation[1].length
    const logMacs = Math.log(macs + 1e7)
    const logTraffic = Math.log(traffic)
    let place = at
    out[place++] = Math.log(parameters + 1e5)
    out[place++] = logMacs
    out[place++] = traffic / 1e6
    out[place++] = logTraffic
    out[place++] = parameters / 1e7
    out[place++] = macs / 1e9
    out[place++] = Math.sqrt(parameters / 1e7)
    out[place++] = logMacs - logTraffic
    out[place++] =
      3 * convolutions + byOperation[2].length + 3 * fromInput + shape.edges - fromInput
    out[place++] = criticalPath(shape.from, shape.squares, labels)
    out[place++] = shape.criticalChannels
    return place
  },
}

type Graph = Parameters<FeatureBlock['write']>[0]

function networkCost(graph: Graph): { parameters: number; macs: number; traffic: number } {
  let [parameters, macs, traffic] = [0, 0, 0]
  for (const [stack, { channels, side }] of STACKS.entries()) {
    const later = moduleCost(graph, channels, channels)
    const first = stack === 0 ? later : moduleCost(graph, channels, channels / 2)
    for (let module = 0; module < MODULES_PER_STACK; module++) {
      const { weights, moved } = module === 0 ? first : later
      parameters += weights
      macs += weights * side * side
      traffic += moved * side * side
    }
  }
  return { parameters, macs, traffic }
}

function moduleCost({ shape, labels }: Graph, channels: number, inputs: number) {
  const { widths, from, isProjected } = shape
  const last = shape.vertices - 1
  let [weights, moved] = [0, 0]
  for (let v = 1; v <= last; v++) {
    const own = (widths[v] as number) * channels
    const projected = isProjected[v] === true
    if (projected) {
      weights += inputs * own
      moved += own
    }
    if (v === last) {
      moved += own * (projected ? 2 : 1)
      continue
    }
    const label = labels[v] as 0 | 1 | 2
    const inDegree = (from[v] as readonly number[]).length
    weights += KERNEL_AREA[label] * own * own
    moved += own * ((label < 2 ? 2 : 1) + Math.max(0, inDegree - 1))
  }
  return { weights, moved }
}

const heaviest = new Float64Array(7)

/** Heaviest way from input to output when each interior vertex has its squared width as weight. */
function criticalPath(
  from: readonly (readonly number[])[],
  squares: readonly number[],
  labels: Int8Array,
): number {
  const last = from.length - 1
  heaviest[0] = 0
  for (let v = 1; v <= last; v++) {
    const sources = from[v] as readonly number[]
    let before = 0
    for (let i = 0; i < sources.length; i++) {
      before = Math.max(before, heaviest[sources[i] as number] as number)
    }
    const own = v === last ? 0 : KERNEL_AREA[labels[v] as 0 | 1 | 2] * (squares[v] as number)
    heaviest[v] = before + own
  }
  return heaviest[last] as number
}
