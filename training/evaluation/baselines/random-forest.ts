import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { randomOf } from '../../random.ts'
import type { Regression } from './regression.ts'
import { fitTree, type Tree } from './regression-tree.ts'

/** scikit-learn's default. */
const TREES = 100

/**
 * A random forest for regression (Breiman 2001) as scikit-learn's `RandomForestRegressor()` is by
 * default: 100 fully grown trees, each on a bootstrap sample, with all features tried at each split.
 * @returns the prediction for a row of the same features
 */
export function fitForest(regression: Regression): (row: number) => number {
  const { features, featureCount, rows, targets, seed } = regression
  const columns = columnsOf(regression)
  const orders = columns.map((column) => sortedBy(column))
  const trees: Tree[] = []
  for (let tree = 0; tree < TREES; tree++) {
    const random = randomOf(seed, 'tree', tree)
    // Rows drawn several times weigh as much as that; rows not drawn weigh nothing.
    const weights = new Float64Array(rows.length)
    for (let draw = 0; draw < rows.length; draw++) {
      const drawn = uniformInt(random, 0, rows.length - 1)
      weights[drawn] = (weights[drawn] as number) + 1
    }
    trees.push(fitTree({ columns, orders, targets, weights }, random))
  }
  return (row) => {
    let sum = 0
    const start = row * featureCount
    for (const { feature, threshold, left, right, value } of trees) {
      let node = 0
      while ((left[node] as number) > 0) {
        const isLeft =
          (features[start + (feature[node] as number)] as number) <= (threshold[node] as number)
        node = isLeft ? (left[node] as number) : (right[node] as number)
      }
      sum += value[node] as number
    }
    return sum / trees.length
  }
}

// Features that are the same everywhere can part nothing.
function columnsOf({ features, featureCount, rows }: Regression) {
  const columns: { feature: number; values: Float32Array }[] = []
  for (let feature = 0; feature < featureCount; feature++) {
    const values = Float32Array.from(
      rows,
      (row) => features[row * featureCount + feature] as number,
    )
    if (values.some((value) => value !== values[0])) columns.push({ feature, values })
  }
  return columns
}

function sortedBy({ values }: { values: Float32Array }): Int32Array {
  const order = Int32Array.from(values, (_, at) => at)
  return order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
}
