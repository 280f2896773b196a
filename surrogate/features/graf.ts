import type { AddFeature } from './add-feature.ts'
import type { CellGraph } from './cell-graph.ts'
import { least, mean, most } from './statistics.ts'

const SETS = 8 // of operations: bit o says whether operation o is in the set
const NO_PATH = 8 // longer than any path of seven vertices

/** How many vertices, edges and operations of each kind there are. */
export function countFeatures(graph: CellGraph, add: AddFeature): void {
  add(() => 'vertices', graph.vertices)
  add(() => 'edges', graph.edges)
  add(() => 'input to output', graph.to[0]?.includes(graph.vertices - 1) ? 1 : 0)
  for (const operation of [0, 1, 2] as const) {
    add(() => `vertices of ${operation}`, graph.byOperation[operation]?.length ?? 0)
  }
}

/**
 * Paths from input to output when only a set of operations may be used, and most and fewest of a
 * set's operations on a path (GRAF: Kadlecová et al. 2024, "Surprisingly Strong Performance
 * Prediction with Neural Graph Features").
 */
export function pathFeatures({ paths }: CellGraph, add: AddFeature): void {
  for (let set = 0; set < SETS; set++) {
    let shortest = NO_PATH
    let longest = 0
    let allowed = 0
    let mostOf = 0
    let fewestOf = Number.POSITIVE_INFINITY
    for (const { counts, length } of paths) {
      let inSet = 0
      for (let operation = 0; operation < 3; operation++) {
        if ((set >>> operation) & 1) inSet += counts[operation] as number
      }
      mostOf = Math.max(mostOf, inSet)
      fewestOf = Math.min(fewestOf, inSet)
      if (inSet !== length) continue
      allowed++
      shortest = Math.min(shortest, length + 1)
      longest = Math.max(longest, length + 1)
    }
    add(() => `shortest with ${set}`, shortest)
    add(() => `longest with ${set}`, longest)
    add(() => `paths with ${set}`, allowed)
    if (set === 0) continue
    add(() => `most of ${set}`, mostOf)
    add(() => `fewest of ${set}`, fewestOf)
  }
  add(() => 'mean length', mean(paths.map(({ length }) => length)))
  add(() => 'log paths', Math.log(paths.length))
  for (const operation of [0, 1, 2] as const) {
    add(() => `mean of ${operation}`, mean(paths.map(({ counts }) => counts[operation])))
  }
}

/** Degrees of input and output, and of the vertices of each set of operations (GRAF). */
export function degreeFeatures(graph: CellGraph, add: AddFeature): void {
  const inDegree = graph.from.map(({ length }) => length)
  const outDegree = graph.to.map(({ length }) => length)
  add(() => 'out of input', outDegree[0] ?? 0)
  add(() => 'into output', inDegree[graph.vertices - 1] ?? 0)
  for (let set = 1; set < SETS; set++) {
    for (const inward of [true, false]) {
      const degrees = inward ? inDegree : outDegree
      const values = degrees.filter((_, v) => ((set >>> (graph.labels[v] as number)) & 1) === 1)
      add(() => `least ${inward ? 'in' : 'out'} of ${set}`, least(values))
      add(() => `most ${inward ? 'in' : 'out'} of ${set}`, most(values))
      add(() => `mean ${inward ? 'in' : 'out'} of ${set}`, mean(values))
    }
  }
}
