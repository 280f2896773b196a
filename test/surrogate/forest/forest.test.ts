import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, it } from 'vitest'
import { binnedColumns } from '../../../surrogate/forest/bins.ts'
import { type ForestInput, growForest, predictForest } from '../../../surrogate/forest/forest.ts'
import { growTree } from '../../../surrogate/forest/grow-tree.ts'

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
const input: ForestInput = {
  ...{ features, featureCount: 3, targets },
  ...{ trees: 30, triedShare: 1, leafRowsMin: 3, seed: 5 },
}

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
  const options = { columns, targets, rows, tried: 2, leafRowsMin: 1 }

  it('gives each leaf the means of its rows, so that the whole is unchanged on average', () => {
    const tree = growTree({ ...options, leafRowsMin: 20 }, xoroshiro128plus(1))
    const predicted = predictForest({ trees: [tree], featureCount: 3 }, features)
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
    expect(sum(predicted)).toBeCloseTo(sum(targets), 8)
    expect(new Set(predicted).size).toBeLessThanOrEqual(COUNT / 20)
  })

  it('follows every value where leaves may have one row', () => {
    const distinct = Float32Array.from({ length: 60 }, (_, at) => at)
    const own = Float64Array.from(distinct, (value) => Math.sin(value))
    const tree = growTree(
      {
        ...options,
        columns: binnedColumns(distinct, 1),
        ...{ targets: own, tried: 1, rows: Int32Array.from(distinct) },
      },
      xoroshiro128plus(1),
    )
    const forest = { trees: [tree], featureCount: 1 }
    expect(predictForest(forest, distinct)).toEqual(own)
  })

  it('is one leaf where all targets are the same', () => {
    const same = new Float64Array(COUNT).fill(0.3)
    expect(growTree({ ...options, targets: same }, xoroshiro128plus(1)).features).toHaveLength(1)
  })
})

describe('growForest', () => {
  it('finds the features that the targets follow', () => {
    const held = Float32Array.of(0.2, 0.1, 7, 0.8, 0.26, 7)
    const [low, high] = predictForest(growForest(input), held)
    expect(Math.abs((low as number) - truth(0.2, 0.1))).toBeLessThan(0.2)
    expect(Math.abs((high as number) - truth(0.8, 0.26))).toBeLessThan(0.2)
  })

  it('is the same again, and another one with another seed', () => {
    expect(growForest(input)).toEqual(growForest(input))
    expect(growForest({ ...input, seed: 6 })).not.toEqual(growForest(input))
  })
})
