import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { shuffled } from '../../space/shuffled.ts'
import { integersOf, randomOf } from '../random.ts'
import { type BinnedColumn, binnedColumns } from './bins.ts'
import { growTree, type Tree } from './grow-tree.ts'

export interface BoostingInput {
  /** Row-major: rows × `featureCount`. */
  readonly features: Float32Array
  readonly featureCount: number
  /** One a row, around 0. */
  readonly targets: Float64Array
  /** How much each row counts; around 1. */
  readonly weights: Float64Array
  readonly seed: number
}

export interface BoostingOptions {
  /** Sequences of trees, each with its own random draws; the mean of them predicts. */
  readonly sequences: number
  readonly treesEach: number
  /** What part of its correction each tree makes. */
  readonly learningRate: number
  readonly leavesMax: number
  readonly leafWeightMin: number
  readonly ridge: number
  /** Of the rows and of the features, for each tree. */
  readonly rowShare: number
  readonly featureShare: number
}

/** The prediction of a row is the sum of all trees' values. */
export interface BoostedTrees {
  readonly trees: readonly Tree[]
  readonly featureCount: number
}

/**
 * Gradient boosting of the squared error (Friedman 2001), each tree on some rows (Friedman 2002) and
 * some features, with shrunken leaves (Chen and Guestrin 2016). Same input, same trees.
 */
export function boostTrees(input: BoostingInput, options: BoostingOptions): BoostedTrees {
  const { features, featureCount, seed } = input
  const columns = binnedColumns(features, featureCount)
  const trees = Array.from({ length: options.sequences }, (_, sequence) =>
    boostSequence({ ...input, columns }, options, randomOf(seed, 'trees', sequence)),
  ).flat()
  return { trees, featureCount }
}

function boostSequence(
  input: BoostingInput & { readonly columns: readonly BinnedColumn[] },
  options: BoostingOptions,
  random: RandomGenerator,
): Tree[] {
  const { columns, features, featureCount, targets, weights } = input
  const { learningRate, sequences, rowShare, featureShare } = options
  const rests = targets.slice()
  return Array.from({ length: options.treesEach }, () => {
    const tree = growTree({
      ...options,
      columns: Array.from(
        drawn(columns.length, featureShare, random),
        (at) => columns[at] as BinnedColumn,
      ),
      targets: rests,
      weights,
      rows: drawn(targets.length, rowShare, random),
    })
    for (let row = 0; row < rests.length; row++) {
      const value = leafValue(tree, features, row * featureCount)
      rests[row] = (rests[row] as number) - learningRate * value
    }
    return { ...tree, values: tree.values.map((value) => (value * learningRate) / sequences) }
  })
}

/** A share of the integers below `count`, at least one, ascending. */
function drawn(count: number, share: number, random: RandomGenerator): Int32Array {
  const order = shuffled(integersOf(random), count)
  return order.subarray(0, Math.max(1, Math.round(share * count))).sort()
}

/** One a row of the features. */
export function predictBoostedTrees(
  { trees, featureCount }: BoostedTrees,
  features: Float32Array,
): Float64Array {
  return Float64Array.from({ length: features.length / featureCount }, (_, row) => {
    let sum = 0
    for (const tree of trees) sum += leafValue(tree, features, row * featureCount)
    return sum
  })
}

function leafValue(tree: Tree, features: Float32Array, start: number): number {
  let node = 0
  while ((tree.features[node] as number) >= 0) {
    const value = features[start + (tree.features[node] as number)] as number
    const isRight = value > (tree.thresholds[node] as number) ? 1 : 0
    node = (tree.lefts[node] as number) + isRight
  }
  return tree.values[node] as number
}
