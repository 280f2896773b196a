import type { CellGraph } from './cell-graph.ts'
import { type FeatureBlock, OPERATION_INDICES } from './feature-block.ts'

const SETS = 8 // of operations: bit o says whether operation o is in the set
const NO_PATH = 8 // longer than any path of seven vertices
const SET_INDICES = Array.from({ length: SETS }, (_, set) => set)

/** How many vertices, edges and operations of each kind there are. */
export const counts: FeatureBlock = {
  name: 'counts',
  features: [
    'vertices',
    'edges',
    'input to output',
    ...OPERATION_INDICES.map((operation) => `vertices of ${operation}`),
  ],
  write({ shape, byOperation }, out, at) {
    let place = at
    out[place++] = shape.vertices
    out[place++] = shape.edges
    out[place++] = shape.isProjected[shape.vertices - 1] ? 1 : 0
    for (const operation of OPERATION_INDICES) out[place++] = byOperation[operation].length
    return place
  },
}

/**
 * Paths from input to output when only a set of operations may be used, and most and fewest of a
 * set's operations on a path (GRAF: Kadlecová et al. 2024, "Surprisingly Strong Performance
 * Prediction with Neural Graph Features").
 */
export const paths: FeatureBlock = {
  name: 'paths',
  features: [
    ...SET_INDICES.flatMap((set) => [
      `shortest with ${set}`,
      `longest with ${set}`,
      `paths with ${set}`,
      ...(set === 0 ? [] : [`most of ${set}`, `fewest of ${set}`]),
    ]),
    'mean length',
    'log paths',
    ...OPERATION_INDICES.map((operation) => `mean of ${operation}`),
  ],
  write({ shape, pathCounts }, out, at) {
    const count = shape.paths.length
    let place = at
    for (let set = 0; set < SETS; set++) {
      let shortest = NO_PATH
      let longest = 0
      let allowed = 0
      let mostOf = 0
      let fewestOf = Number.POSITIVE_INFINITY
      for (let path = 0; path < count; path++) {
        const [zero, one, two] = countsOf(pathCounts, path)
        const inSet = (set & 1) * zero + ((set >>> 1) & 1) * one + ((set >>> 2) & 1) * two
        mostOf = Math.max(mostOf, inSet)
        fewestOf = Math.min(fewestOf, inSet)
        const length = zero + one + two
        if (inSet !== length) continue
        allowed++
        shortest = Math.min(shortest, length + 1)
        longest = Math.max(longest, length + 1)
      }
      out[place++] = shortest
      out[place++] = longest
      out[place++] = allowed
      if (set === 0) continue
      out[place++] = mostOf
      out[place++] = fewestOf
    }
    const sums = totals(pathCounts)
    out[place++] = (sums[0] + sums[1] + sums[2]) / count
    out[place++] = Math.log(count)
    for (const operation of OPERATION_INDICES) out[place++] = sums[operation] / count
    return place
  },
}

function countsOf(pathCounts: Uint8Array, path: number): readonly [number, number, number] {
  const at = path * 3
  return [pathCounts[at] as number, pathCounts[at + 1] as number, pathCounts[at + 2] as number]
}

function totals(pathCounts: Uint8Array): readonly [number, number, number] {
  let [zero, one, two] = [0, 0, 0]
  for (let at = 0; at < pathCounts.length; at += 3) {
    zero += pathCounts[at] as number
    one += pathCounts[at + 1] as number
    two += pathCounts[at + 2] as number
  }
  return [zero, one, two]
}

const DEGREE_SETS = SET_INDICES.slice(1)

/** Degrees of input and output, and of the vertices of each set of operations (GRAF). */
export const degrees: FeatureBlock = {
  name: 'degrees',
  features: [
    'out of input',
    'into output',
    ...DEGREE_SETS.flatMap((set) =>
      ['in', 'out'].flatMap((side) =>
        ['least', 'most', 'mean'].map((of) => `${of} ${side} of ${set}`),
      ),
    ),
  ],
  write({ shape: { vertices, from, to }, labels }, out, at) {
    let place = at
    out[place++] = lengthAt(to, 0)
    out[place++] = lengthAt(from, vertices - 1)
    for (let set = 1; set < SETS; set++) {
      place = writeDegrees({ labels, lists: from }, set, out, place)
      place = writeDegrees({ labels, lists: to }, set, out, place)
    }
    return place
  },
}

type Lists = readonly (readonly number[])[]

function lengthAt(lists: Lists, vertex: number): number {
  return (lists[vertex] as readonly number[]).length
}

function writeDegrees(
  { labels, lists }: Pick<CellGraph, 'labels'> & { readonly lists: Lists },
  set: number,
  out: Float32Array,
  at: number,
): number {
  let [least, most, sum, count] = [Number.POSITIVE_INFINITY, 0, 0, 0]
  for (let v = 1; v < labels.length - 1; v++) {
    if (((set >>> (labels[v] as number)) & 1) === 0) continue
    const degree = lengthAt(lists, v)
    least = Math.min(least, degree)
    most = Math.max(most, degree)
    sum += degree
    count++
  }
  out[at] = count === 0 ? 0 : least
  out[at + 1] = most
  out[at + 2] = count === 0 ? 0 : sum / count
  return at + 3
}
