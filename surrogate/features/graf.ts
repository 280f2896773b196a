import type { CellGraph } from './cell-graph.ts'
import { least, mean, most, sum } from './statistics.ts'

/** Named values, always the same names in the same order. */
export type Features = Record<string, number>

const OPERATION_SETS = [0, 1, 2, 3, 4, 5, 6, 7] // bit o: operation o is in the set
const NO_PATH = 8 // longer than any path of seven vertices

function inSet(set: number, operation: number): boolean {
  return ((set >>> operation) & 1) === 1
}

/** How many vertices, edges and operations of each kind there are. */
export function countFeatures(graph: CellGraph): Features {
  const [conv3x3, conv1x1, maxpool] = graph.byOperation
  return {
    vertices: graph.vertices,
    edges: graph.edges,
    'input to output': graph.to[0]?.includes(graph.vertices - 1) ? 1 : 0,
    conv3x3: conv3x3?.length ?? 0,
    conv1x1: conv1x1?.length ?? 0,
    maxpool: maxpool?.length ?? 0,
  }
}

/**
 * Paths from input to output when only a set of operations may be used, and most and fewest of a
 * set's operations on a path (GRAF: Kadlecová et al. 2024, "Surprisingly Strong Performance
 * Prediction with Neural Graph Features").
 */
export function pathFeatures(graph: CellGraph): Features {
  const features: Features = {}
  for (const set of OPERATION_SETS) {
    const allowed = graph.paths.filter(({ counts }) =>
      counts.every((count, operation) => count === 0 || inSet(set, operation)),
    )
    const lengths = allowed.map(({ vertices }) => vertices.length + 1)
    features[`shortest with ${set}`] = lengths.length === 0 ? NO_PATH : Math.min(...lengths)
    features[`longest with ${set}`] = most(lengths)
    features[`paths with ${set}`] = lengths.length
    if (set === 0) continue
    const counts = graph.paths.map(({ counts }) =>
      sum(counts.filter((_, operation) => inSet(set, operation))),
    )
    features[`most of ${set}`] = most(counts)
    features[`fewest of ${set}`] = least(counts)
  }
  features['mean length'] = mean(graph.paths.map(({ vertices }) => vertices.length))
  features['log paths'] = Math.log(graph.paths.length)
  for (const operation of [0, 1, 2] as const) {
    features[`mean of ${operation}`] = mean(graph.paths.map(({ counts }) => counts[operation]))
  }
  return features
}

/** Degrees of input and output, and of the vertices of each set of operations (GRAF). */
export function degreeFeatures(graph: CellGraph): Features {
  const inDegree = graph.from.map(({ length }) => length)
  const outDegree = graph.to.map(({ length }) => length)
  const features: Features = {
    'out of input': outDegree[0] ?? 0,
    'into output': inDegree[graph.vertices - 1] ?? 0,
  }
  for (const set of OPERATION_SETS.slice(1)) {
    const vertices = graph.labels.flatMap((label, v) =>
      label >= 0 && inSet(set, label) ? [v] : [],
    )
    for (const [name, degrees] of [
      ['in', inDegree],
      ['out', outDegree],
    ] as const) {
      const values = vertices.map((v) => degrees[v] as number)
      features[`least ${name} of ${set}`] = least(values)
      features[`most ${name} of ${set}`] = most(values)
      features[`mean ${name} of ${set}`] = mean(values)
    }
  }
  return features
}
