import type { TreeEnsemble } from './cut-trees.ts'

/** Most leaves of a tree; trees with more are left to ONNX Runtime. */
export const LEAVES_MAX = 8
/** Splits of a tree with so many leaves. */
export const SPLITS = LEAVES_MAX - 1

/** A comparison that splits make: whether a feature is at most a value. */
export interface Threshold {
  readonly feature: number
  readonly value: number
}

/**
 * A tree with as many splits as it has room for. Leaves are numbered from 0, splits from `LEAVES_MAX`,
 * the root first. Splits that the ensemble does not have send all rows to the left.
 */
export interface CompiledTree {
  /** By split: place of its threshold. */
  readonly conditions: readonly number[]
  /** By split: the numbers of what follows. */
  readonly lefts: readonly number[]
  readonly rights: readonly number[]
  /** By leaf: what it adds. */
  readonly values: readonly number[]
}

/** Holds for every row; the first of the thresholds. */
const ALWAYS: Threshold = { feature: 0, value: Number.POSITIVE_INFINITY }

/** @returns the thresholds ordered by feature after the one that always holds; the trees of each ensemble */
export function compile(ensembles: readonly TreeEnsemble[]): {
  thresholds: Threshold[]
  compiled: CompiledTree[][]
} {
  const known = new Map<string, Threshold>()
  for (const { features, values } of ensembles) {
    for (const [node, feature] of features.entries()) {
      const value = values[node] as number
      if (feature >= 0) known.set(keyOf(feature, value), { feature, value })
    }
  }
  const ordered = [...known.values()].sort((a, b) => a.feature - b.feature || a.value - b.value)
  const thresholds = [ALWAYS, ...ordered]
  const places = new Map(thresholds.map(({ feature, value }, at) => [keyOf(feature, value), at]))
  const compiled = ensembles.map((ensemble) =>
    Array.from(ensemble.starts.subarray(1), (end, tree) =>
      compiledTree(ensemble, { places, start: ensemble.starts[tree] as number, end }),
    ),
  )
  return { thresholds, compiled }
}

function keyOf(feature: number, value: number): string {
  return `${feature} ${value}`
}

interface TreePlace {
  readonly places: ReadonlyMap<string, number>
  readonly start: number
  readonly end: number
}

function compiledTree(
  { features, values, lefts, rights }: TreeEnsemble,
  { places, start, end }: TreePlace,
): CompiledTree {
  const nodes = Array.from({ length: end - start }, (_, at) => start + at)
  const isLeaf = (node: number) => (features[node] as number) < 0
  const leaves = nodes.filter(isLeaf)
  const splits = nodes.filter((node) => !isLeaf(node))
  const numbers = new Map([
    ...leaves.map((node, at) => [node, at] as const),
    ...splits.map((node, at) => [node, LEAVES_MAX + at] as const),
  ])
  const followers = (children: Uint32Array) =>
    splits.map((node) => numbers.get(children[node] as number) as number)
  const tree = {
    conditions: splits.map(
      (node) => places.get(keyOf(features[node] as number, values[node] as number)) as number,
    ),
    lefts: followers(lefts),
    rights: followers(rights),
    values: leaves.map((node) => values[node] as number),
  }
  fill(tree)
  return tree
}

/** Splits the first leaf, which keeps all of its rows, until there is no more room. */
function fill(tree: Record<keyof CompiledTree, number[]>): void {
  while (tree.conditions.length < SPLITS) {
    const added = LEAVES_MAX + tree.conditions.length
    for (const followers of [tree.lefts, tree.rights]) {
      const first = followers.indexOf(0)
      if (first >= 0) followers[first] = added
    }
    tree.conditions.push(0)
    tree.lefts.push(0)
    tree.rights.push(tree.values.length)
    tree.values.push(0)
  }
}
