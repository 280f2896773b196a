import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { randomOf } from '../random.ts'
import { binnedColumns } from './bins.ts'
import { growTree, type Tree } from './grow-tree.ts'

export interface ForestInput {
  /** Row-major: rows × `featureCount`. */
  readonly features: Float32Array
  readonly featureCount: number
  /** One a row. */
  readonly targets: Float64Array
  readonly trees: number
  /** Of the columns, at each cut. */
  readonly triedShare: number
  readonly leafRowsMin: number
  readonly seed: number
}

export interface Forest {
  readonly trees: readonly Tree[]
  readonly featureCount: number
}

/**
 * A random forest (Breiman 2001): each tree on a bootstrap sample, each cut among some columns drawn
 * at random. Same input, same forest.
 */
export function growForest(input: ForestInput): Forest {
  const { features, featureCount, targets, leafRowsMin, seed } = input
  const columns = binnedColumns(features, featureCount)
  const count = features.length / featureCount
  const tried = Math.min(columns.length, Math.max(1, Math.round(columns.length * input.triedShare)))
  const trees = Array.from({ length: input.trees }, (_, tree) => {
    const random = randomOf(seed, 'tree', tree)
    const rows = Int32Array.from({ length: count }, () => uniformInt(random, 0, count - 1)).sort()
    return growTree({ columns, targets, rows, tried, leafRowsMin }, random)
  })
  return { trees, featureCount }
}

/** Means over the trees, one a row of the features. */
export function predictForest(forest: Forest, features: Float32Array): Float64Array {
  const { trees, featureCount } = forest
  return Float64Array.from({ length: features.length / featureCount }, (_, row) => {
    let sum = 0
    for (const tree of trees) {
      sum += tree.values[leafOf(tree, features, row * featureCount)] as number
    }
    return sum / trees.length
  })
}

function leafOf(tree: Tree, features: Float32Array, start: number): number {
  let node = 0
  while ((tree.features[node] as number) >= 0) {
    const value = features[start + (tree.features[node] as number)] as number
    const isRight = value > (tree.thresholds[node] as number) ? 1 : 0
    node = (tree.lefts[node] as number) + isRight
  }
  return node
}
