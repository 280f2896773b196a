import { describe, expect, it } from 'vitest'
import { binnedColumns } from '../../../training/boosting/bins.ts'
import {
  type BoostingOptions,
  boostTrees,
  predictBoostedTrees,
} from '../../../training/boosting/boosted-trees.ts'
import { growTree, type TreeInput } from '../../../training/boosting/grow-tree.ts'

const COUNT = 300
const random = (at: number) => ((Math.imul(at + 1, 2654435761) >>> 8) % 1000) / 1000

/** Three features, the last always the same; the target follows the first and the second. */
const features = Float32Array.from({ length: 3 * COUNT }, (_, at) =>
  at % 3 === 2 ? 7 : random(at),
)
const truth = (first: number, second: number) => (first > 0.5 ? 1 : -1) + Math.sin(6 * second)
const targets = Float64Array.from({ length: COUNT }, (_, row) =>
  truth(features[3 * row] as number, features[3 * row + 1] as number),
)
const weights = new Float64Array(COUNT).fill(1)

describe('binnedColumns', () => {
  it('leaves out what never varies, and cuts half-way between values', () => {
    const columns = binnedColumns(Float32Array.of(1, 7, 2, 7, 4, 7, 2, 7), 2)
    expect(columns).toEqual([
      { feature: 0, bins: Uint8Array.of(0, 1, 2, 1), edges: Float32Array.of(1.5, 3) },
    ])
  })

  it('keeps neighbouring numbers apart', () => {
    const next = 1 + 2 ** -23
    const [column] = binnedColumns(Float32Array.of(1, next), 1)
    expect([...(column?.bins ?? [])]).toEqual([0, 1])
    expect(column?.edges[0]).toBe(1)
  })

  it('puts about equally many rows into 64 bins where there are more values', () => {
    const values = Float32Array.from({ length: 6400 }, (_, at) => Math.exp(at / 1000))
    const [column] = binnedColumns(values, 1)
    const counts = new Map<number, number>()
    for (const bin of column?.bins ?? []) counts.set(bin, (counts.get(bin) ?? 0) + 1)
    expect(counts.size).toBe(64)
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThanOrEqual(1)
  })
})

describe('growTree', () => {
  const columns = binnedColumns(features, 3)
  const rows = Int32Array.from({ length: COUNT }, (_, row) => row)
  const input: TreeInput = {
    ...{ columns, targets, weights, rows },
    ...{ leavesMax: 1000, leafWeightMin: 1, ridge: 0 },
  }
  const predicted = (own: TreeInput, of = features, featureCount = 3) =>
    predictBoostedTrees({ trees: [growTree(own)], featureCount }, of)
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)

  it('gives each leaf the mean of its rows, so that the whole is unchanged on average', () => {
    const means = predicted({ ...input, leafWeightMin: 20 })
    expect(sum(means)).toBeCloseTo(sum(targets), 8)
    expect(new Set(means).size).toBeLessThanOrEqual(COUNT / 20)
  })

  it('counts heavier rows for more', () => {
    const heavy = weights.map((_, row) => (row === 0 ? 3 : 1))
    const [mean] = predicted({ ...input, weights: heavy, leavesMax: 1 })
    expect(mean).toBeCloseTo((sum(targets) + 2 * (targets[0] as number)) / (COUNT + 2), 12)
  })

  it('draws leaves to 0 as if they had rows of weight `ridge` there', () => {
    const [mean] = predicted({ ...input, ridge: 100, leavesMax: 1 })
    expect(mean).toBeCloseTo(sum(targets) / (COUNT + 100), 12)
  })

  it('makes the cut that matters most first, and no more leaves than it may', () => {
    const tree = growTree({ ...input, leavesMax: 3 })
    expect(tree.features[0]).toBe(0)
    expect(tree.thresholds[0]).toBeCloseTo(0.5, 1)
    expect([...tree.features].filter((feature) => feature < 0)).toHaveLength(3)
  })

  it('follows every value where leaves may have one row', () => {
    const distinct = Float32Array.from({ length: 60 }, (_, at) => at)
    const own = Float64Array.from(distinct, (value) => Math.sin(value))
    const one = { ...input, columns: binnedColumns(distinct, 1), targets: own }
    expect(predicted({ ...one, rows: Int32Array.from(distinct) }, distinct, 1)).toEqual(own)
  })

  it('is one leaf where all targets are the same', () => {
    const same = new Float64Array(COUNT).fill(0.3)
    expect(growTree({ ...input, targets: same }).features).toHaveLength(1)
  })
})

describe('boostTrees', () => {
  const input = { features, featureCount: 3, targets, weights, seed: 5 }
  const options: BoostingOptions = {
    ...{ sequences: 2, treesEach: 200, learningRate: 0.1, leavesMax: 6, leafWeightMin: 3 },
    ...{ ridge: 1, rowShare: 0.7, featureShare: 1 },
  }

  it('finds the features that the targets follow', () => {
    const held = Float32Array.of(0.2, 0.1, 7, 0.8, 0.26, 7)
    const [low, high] = predictBoostedTrees(boostTrees(input, options), held)
    expect(Math.abs((low as number) - truth(0.2, 0.1))).toBeLessThan(0.1)
    expect(Math.abs((high as number) - truth(0.8, 0.26))).toBeLessThan(0.1)
  })

  it('leaves less of the targets with every tree', () => {
    const rest = (treesEach: number) => {
      const trees = boostTrees(input, { ...options, treesEach })
      const predicted = predictBoostedTrees(trees, features)
      return targets.reduce((sum, value, at) => sum + (value - (predicted[at] as number)) ** 2, 0)
    }
    expect(rest(50)).toBeLessThan(0.2 * rest(5))
    expect(rest(200)).toBeLessThan(0.5 * rest(50))
  })

  it('is the same again, and another one with another seed', () => {
    expect(boostTrees(input, options)).toEqual(boostTrees(input, options))
    expect(boostTrees({ ...input, seed: 6 }, options)).not.toEqual(boostTrees(input, options))
  })
})
