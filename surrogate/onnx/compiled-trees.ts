import type { TreeEnsemble } from './cut-trees.ts'

/** Most leaves of a tree; trees with more are left to ONNX Runtime. */
export const LEAVES_MAX = 8

/** A comparison that splits make: whether a feature is at most a value. */
export interface Threshold {
  readonly feature: number
  readonly value: number
}

/**
 * An ensemble whose splits name thresholds. Inside a tree leaves are numbered from 0, splits from
 * `LEAVES_MAX`, the root first, or 0 where it is a leaf.
 */
export interface Compiled {
  readonly trees: number
  /** First split of each tree, and the end of the last. */
  readonly starts: Uint32Array
  /** By split: place of its threshold. */
  readonly conditions: Int32Array
  /** By split: the number of what follows to the left, plus 256 × that of what follows to the right. */
  readonly followers: Int32Array
  /** By tree and number of a leaf: what the leaf adds. */
  readonly values: Float32Array
}

/** @returns the thresholds ordered by feature */
export function compile(ensembles: readonly TreeEnsemble[]): {
  thresholds: Threshold[]
  compiled: Compiled[]
} {
  const known = new Map<string, Threshold>()
  for (const { features, values } of ensembles) {
    for (const [node, feature] of features.entries()) {
      const value = values[node] as number
      if (feature >= 0) known.set(keyOf(feature, value), { feature, value })
    }
  }
  const thresholds = [...known.values()].sort((a, b) => a.feature - b.feature || a.value - b.value)
  const places = new Map(thresholds.map(({ feature, value }, at) => [keyOf(feature, value), at]))
  return { thresholds, compiled: ensembles.map((ensemble) => compiledOf(ensemble, places)) }
}

function keyOf(feature: number, value: number): string {
  return `${feature} ${value}`
}

function compiledOf(
  { starts, features, values, lefts, rights }: TreeEnsemble,
  places: ReadonlyMap<string, number>,
): Compiled {
  const trees = starts.length - 1
  const splits = Uint32Array.from(features.keys()).filter((node) => (features[node] ?? -1) >= 0)
  const numbers = new Uint8Array(features.length)
  const leafValues = new Float32Array(trees * LEAVES_MAX)
  const splitStarts = new Uint32Array(trees + 1)
  for (let tree = 0; tree < trees; tree++) {
    let leaf = 0
    let split = 0
    for (let node = starts[tree] as number; node < (starts[tree + 1] as number); node++) {
      const isLeaf = (features[node] as number) < 0
      numbers[node] = isLeaf ? leaf : LEAVES_MAX + split++
      if (isLeaf) leafValues[tree * LEAVES_MAX + leaf++] = values[node] as number
    }
    splitStarts[tree + 1] = (splitStarts[tree] as number) + split
  }
  const numberOf = (nodes: Uint32Array, node: number) => numbers[nodes[node] as number] as number
  return {
    trees,
    starts: splitStarts,
    conditions: Int32Array.from(
      splits,
      (node) => places.get(keyOf(features[node] as number, values[node] as number)) as number,
    ),
    followers: Int32Array.from(
      splits,
      (node) => numberOf(lefts, node) + 256 * numberOf(rights, node),
    ),
    values: leafValues,
  }
}
