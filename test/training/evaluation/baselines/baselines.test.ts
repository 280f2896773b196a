import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitForest } from '../../../../training/evaluation/baselines/random-forest.ts'
import { fitMean } from '../../../../training/evaluation/baselines/regression.ts'
import { fitTree } from '../../../../training/evaluation/baselines/regression-tree.ts'
import { rSquared } from '../../../../training/evaluation/metrics/errors.ts'
import { normal, randomOf } from '../../../../training/random.ts'

describe('fitMean', () => {
  it('predicts the mean', () => {
    expect(fitMean({ targets: Float64Array.of(1, 2, 6) })(7)).toBe(3)
  })
})

/** Smallest sum of squares that one cut of one column leaves, over all cuts. */
function bestSumOfSquares(columns: readonly number[][], targets: readonly number[]): number {
  const squares = (rows: readonly number[]) => {
    const own = rows.map((row) => targets[row] ?? 0)
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length
    return own.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  }
  const all = [...targets.keys()]
  const cuts = columns.flatMap((column) =>
    column.map((threshold) => {
      const left = all.filter((row) => (column[row] ?? 0) <= threshold)
      const right = all.filter((row) => (column[row] ?? 0) > threshold)
      return right.length === 0 ? Number.POSITIVE_INFINITY : squares(left) + squares(right)
    }),
  )
  return Math.min(...cuts)
}

function treeOf(columns: readonly number[][], targets: readonly number[], weights?: number[]) {
  const asColumns = columns.map((values, feature) => ({
    feature,
    values: Float32Array.from(values),
  }))
  const orders = columns.map((values) =>
    Int32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0)),
  )
  return fitTree(
    {
      columns: asColumns,
      orders,
      targets: Float64Array.from(targets),
      weights: Float64Array.from(weights ?? targets.map(() => 1)),
    },
    randomOf(1, 'tree'),
  )
}

describe('fitTree', () => {
  it('makes the first cut that leaves the smallest sum of squares', () => {
    const rows = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 9 }),
      ),
      { minLength: 2, maxLength: 30 },
    )
    fc.assert(
      fc.property(rows, (list) => {
        const columns = [0, 1].map((at) => list.map((row) => row[at] ?? 0))
        const targets = list.map((row) => row[2])
        const best = bestSumOfSquares(columns, targets)
        const tree = treeOf(columns, targets)
        const own = columns[tree.feature[0] ?? 0] ?? []
        const isLeaf = tree.left[0] === 0
        const at = Number(tree.threshold[0])
        if (isLeaf) {
          // All alike, or nothing that a cut could tell apart.
          const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length
          const whole = targets.reduce((sum, value) => sum + (value - mean) ** 2, 0)
          expect(Math.min(best, whole)).toBeCloseTo(whole, 9)
          return
        }
        const left = own.map((value) => (value <= at ? 0 : 10))
        expect(bestSumOfSquares([left], targets)).toBeCloseTo(best, 9)
      }),
    )
  })

  it('knows every training row where the features tell them apart', () => {
    const x = Array.from({ length: 200 }, (_, at) => (at * 37) % 200)
    const targets = x.map((value) => Math.sin(value))
    const tree = treeOf([x], targets)
    const predicted = x.map((value) => {
      let node = 0
      while ((tree.left[node] ?? 0) > 0) {
        node = (value <= (tree.threshold[node] ?? 0) ? tree.left : tree.right)[node] ?? 0
      }
      return tree.value[node]
    })
    expect(predicted).toEqual(targets)
  })

  it('weighs a row that was drawn twice as two rows', () => {
    const twice = treeOf([[1, 2, 3]], [0, 3, 4], [2, 1, 0])
    const written = treeOf([[1, 1, 2]], [0, 0, 3])
    expect(twice.value.slice(0, 3)).toEqual(written.value.slice(0, 3))
    expect(twice.value[0]).toBe(1)
  })
})

describe('fitForest', () => {
  const COUNT = 5
  // Friedman's first function (1991) with noise.
  const made = (rows: number, seed: number) => {
    const random = randomOf(seed, 'friedman')
    const features = Float32Array.from({ length: rows * COUNT }, () => Math.abs(normal(random)) % 1)
    const targets = Float64Array.from({ length: rows }, (_, row) => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = features.subarray(
        row * COUNT,
        row * COUNT + COUNT,
      )
      return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e
    })
    return { features, targets }
  }
  const { features, targets } = made(600, 1)
  const input = {
    features,
    featureCount: COUNT,
    rows: Int32Array.from({ length: 400 }, (_, row) => row),
    targets: targets.slice(0, 400),
    seed: 1,
  }

  it('predicts rows that it has not seen', () => {
    const predict = fitForest(input)
    const held = Array.from({ length: 200 }, (_, at) => 400 + at)
    const truth = held.map((row) => targets[row] ?? 0)
    expect(rSquared(truth, held.map(predict))).toBeGreaterThan(0.8)
  })

  it('is the same with the same seed, and another with another', () => {
    const rows = [400, 500, 599]
    const predicted = (seed: number) => rows.map(fitForest({ ...input, seed }))
    expect(predicted(1)).toEqual(predicted(1))
    expect(predicted(1)).not.toEqual(predicted(2))
  })

  it('is the mean where the features tell nothing apart', () => {
    const constant = { ...input, features: new Float32Array(600 * COUNT) }
    const mean = input.targets.reduce((sum, value) => sum + value, 0) / 400
    expect(Math.abs(fitForest(constant)(0) - mean)).toBeLessThan(0.2)
  })
})
