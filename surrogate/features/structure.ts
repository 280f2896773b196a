import { type FeatureBlock, OPERATION_INDICES } from './feature-block.ts'
import { leastAt, meanAt, mostAt, sumAt } from './statistics.ts'

const SOURCES = ['input', '0', '1', '2']
const TARGETS = ['0', '1', '2', 'output']
const PAIRS = Array.from({ length: SOURCES.length * TARGETS.length }, (_, pair) => pair)
const INPUT_TO_OUTPUT = TARGETS.length - 1 // counted as `input to output`

const edgesOf = new Float64Array(PAIRS.length)
const channelsOf = new Float64Array(PAIRS.length)

/** Edges between each two kinds of vertices, counted and weighted by the channels they carry. */
export const edges: FeatureBlock = {
  name: 'edges',
  features: PAIRS.filter((pair) => pair !== INPUT_TO_OUTPUT).flatMap((pair) => {
    const between = `${SOURCES[Math.floor(pair / TARGETS.length)]} to ${TARGETS[pair % TARGETS.length]}`
    return [`edges ${between}`, `channels ${between}`]
  }),
  write({ shape: { vertices, to, widths }, labels }, out, at) {
    edgesOf.fill(0)
    channelsOf.fill(0)
    for (let v = 0; v < vertices - 1; v++) {
      const targets = to[v] as readonly number[]
      for (let i = 0; i < targets.length; i++) {
        const target = targets[i] as number
        const kind = target === vertices - 1 ? TARGETS.length - 1 : (labels[target] as number)
        const pair = ((labels[v] as number) + 1) * TARGETS.length + kind // the input's label is -1
        const carried = Math.min(widths[v] as number, widths[target] as number)
        edgesOf[pair] = (edgesOf[pair] as number) + 1
        channelsOf[pair] = (channelsOf[pair] as number) + carried
      }
    }
    let place = at
    for (let pair = 0; pair < PAIRS.length; pair++) {
      if (pair === INPUT_TO_OUTPUT) continue
      out[place++] = edgesOf[pair] as number
      out[place++] = channelsOf[pair] as number
    }
    return place
  },
}

/** Where in the cell each operation stands: steps from input and to output, paths through it. */
export const depth: FeatureBlock = {
  name: 'depth',
  features: OPERATION_INDICES.flatMap((operation) => [
    `longest from input of ${operation}`,
    `shortest from input of ${operation}`,
    `longest to output of ${operation}`,
    `shortest to output of ${operation}`,
    `paths through ${operation}`,
    `most paths through ${operation}`,
  ]),
  write({ shape: { fromInput, toOutput, through }, byOperation }, out, at) {
    let place = at
    for (const operation of OPERATION_INDICES) {
      const vertices = byOperation[operation]
      out[place++] = meanAt(fromInput.longest, vertices)
      out[place++] = meanAt(fromInput.shortest, vertices)
      out[place++] = meanAt(toOutput.longest, vertices)
      out[place++] = meanAt(toOutput.shortest, vertices)
      out[place++] = sumAt(through, vertices)
      out[place++] = mostAt(through, vertices)
    }
    return place
  },
}

/** How far a path sees: 3x3 windows and convolutions along the paths. */
export const receptiveField: FeatureBlock = {
  name: 'receptive field',
  features: [
    'most windows',
    'fewest windows',
    'mean windows',
    'deviation of windows',
    'most convolutions',
    'fewest convolutions',
    'mean convolutions',
  ],
  write({ shape: { paths }, pathCounts }, out, at) {
    const windows = writeAlongPaths(pathCounts, 2, out, at)
    let squares = 0
    for (let from = 0; from < pathCounts.length; from += 3) {
      const away = (pathCounts[from] as number) + (pathCounts[from + 2] as number) - windows
      squares += away ** 2
    }
    out[at + 3] = Math.sqrt(squares / paths.length)
    writeAlongPaths(pathCounts, 1, out, at + 4)
    return at + 7
  },
}

/**
 * Writes most, fewest and mean of the vertices on a path with operation 0 or another one.
 * @returns the mean
 */
function writeAlongPaths(
  pathCounts: Uint8Array,
  other: number,
  out: Float32Array,
  at: number,
): number {
  let [most, fewest, sum] = [0, Number.POSITIVE_INFINITY, 0]
  for (let from = 0; from < pathCounts.length; from += 3) {
    const own = (pathCounts[from] as number) + (pathCounts[from + other] as number)
    most = Math.max(most, own)
    fewest = Math.min(fewest, own)
    sum += own
  }
  const mean = sum / (pathCounts.length / 3)
  out[at] = most
  out[at + 1] = fewest
  out[at + 2] = mean
  return mean
}

const walked = new Float64Array(7)
const deepest = new Float64Array(7)
const shallowest = new Float64Array(7)

/** What the channels of the output have gone through. */
export const output: FeatureBlock = {
  name: 'output',
  features: [
    ...OPERATION_INDICES.flatMap((operation) => [
      `last ${operation}`,
      `first ${operation}`,
      `expected ${operation}`,
      `mean deepest ${operation}`,
      `mean shallowest ${operation}`,
      `least deepest ${operation}`,
    ]),
    'expected operations',
  ],
  write({ shape: { vertices, from, to, outputs }, labels }, out, at) {
    const last = vertices - 1
    let place = at
    let expectedOperations = 0
    for (const operation of OPERATION_INDICES) {
      // Of each vertex: expected operations on a walk back to the input that takes each edge alike,
      // and most and fewest on any way back.
      for (let v = 1; v <= last; v++) {
        const previous = v === last && outputs.length > 0 ? outputs : (from[v] as readonly number[])
        const own = labels[v] === operation ? 1 : 0
        walked[v] = meanAt(walked, previous) + own
        deepest[v] = mostAt(deepest, previous) + own
        shallowest[v] = leastAt(shallowest, previous) + own
      }
      expectedOperations += walked[last] as number
      out[place++] = share(labels, operation, outputs)
      out[place++] = share(labels, operation, to[0] as readonly number[])
      out[place++] = walked[last] as number
      out[place++] = meanAt(deepest, outputs)
      out[place++] = meanAt(shallowest, outputs)
      out[place++] = leastAt(deepest, outputs)
    }
    out[place++] = expectedOperations
    return place
  },
}

/** Of the vertices that have an operation. */
function share(labels: Int8Array, operation: number, vertices: readonly number[]): number {
  let count = 0
  for (let i = 0; i < vertices.length; i++) {
    if (labels[vertices[i] as number] === operation) count++
  }
  return count / Math.max(1, vertices.length)
}
