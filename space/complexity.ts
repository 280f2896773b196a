import { type Cell, hasEdge, labelsOf } from './cell.ts'

/** Images in pixels and channels, and the classes to tell apart. */
export interface InputShape {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classes: number
}

export interface Complexity {
  readonly trainableParameters: number
  /** Multiply-accumulates of convolutions and the dense layer in one forward pass of one image. */
  readonly macs: number
}

const STEM_CHANNELS = 128
const STACKS = 3
const MODULES_PER_STACK = 3
const KERNEL_AREA = [9, 1, 0] as const // by label: conv3x3, conv1x1, maxpool3x3

/**
 * Output channels of each vertex (nasbench/lib/model_builder.py, compute_vertex_channels): what
 * flows into the output shares its channels, the first ones take the remainder; every other vertex
 * has as many as the widest that follows it.
 */
export function vertexChannels(cell: Cell, inputs: number, outputs: number): number[] {
  const { vertices } = cell
  const channels = new Array<number>(vertices).fill(0)
  channels[0] = inputs
  channels[vertices - 1] = outputs
  let fanIn = 0
  for (let v = 1; v < vertices - 1; v++) if (hasEdge(cell, v, vertices - 1)) fanIn++
  if (fanIn === 0) return channels
  let remainder = outputs % fanIn
  for (let v = 1; v < vertices - 1; v++) {
    if (!hasEdge(cell, v, vertices - 1)) continue
    channels[v] = Math.floor(outputs / fanIn) + (remainder > 0 ? 1 : 0)
    remainder--
  }
  for (let v = vertices - 3; v > 0; v--) {
    if (hasEdge(cell, v, vertices - 1)) continue
    for (let to = v + 1; to < vertices - 1; to++) {
      if (hasEdge(cell, v, to)) {
        channels[v] = Math.max(channels[v] as number, channels[to] as number)
      }
    }
  }
  return channels
}

// Weights of the convolutions and the channels that batch normalisation scales and shifts.
function moduleWeights(cell: Cell, labels: readonly number[], inputs: number, outputs: number) {
  const channels = vertexChannels(cell, inputs, outputs)
  const last = cell.vertices - 1
  let weights = 0
  let normalised = 0
  for (let v = 1; v <= last; v++) {
    const width = channels[v] as number
    if (hasEdge(cell, 0, v)) {
      weights += inputs * width // 1x1 projection of the module's input
      normalised += width
    }
    const area = v < last ? KERNEL_AREA[labels[v - 1] as 0 | 1 | 2] : 0
    if (area > 0) {
      weights += area * width * width
      normalised += width
    }
  }
  return { weights, normalised }
}

/**
 * Trainable parameters and multiply-accumulates of NASBench-101's network (Ying et al. 2019): a 3x3
 * stem of 128 channels, 3 stacks of 3 modules with halved resolution and doubled channels between
 * them, global average pooling and a dense layer; every convolution without bias but with batch
 * normalisation. They depend on the labelled form where channels do not divide evenly.
 */
export function complexity(cell: Cell, shape: InputShape): Complexity {
  const labels = labelsOf(cell)
  let height = shape.height
  let width = shape.width
  const stem = 9 * shape.channels * STEM_CHANNELS
  let trainableParameters = stem + 2 * STEM_CHANNELS
  let macs = stem * height * width
  let channels = STEM_CHANNELS
  let inputs = STEM_CHANNELS
  for (let stack = 0; stack < STACKS; stack++) {
    if (stack > 0) {
      channels *= 2
      height = Math.ceil(height / 2)
      width = Math.ceil(width / 2)
    }
    // The first module widens what it is given; the others are alike.
    const others = moduleWeights(cell, labels, channels, channels)
    const first = inputs === channels ? others : moduleWeights(cell, labels, inputs, channels)
    const weights = first.weights + (MODULES_PER_STACK - 1) * others.weights
    const normalised = first.normalised + (MODULES_PER_STACK - 1) * others.normalised
    trainableParameters += weights + 2 * normalised
    macs += weights * height * width
    inputs = channels
  }
  trainableParameters += (inputs + 1) * shape.classes
  macs += inputs * shape.classes
  return { trainableParameters, macs }
}
