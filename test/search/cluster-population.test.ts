import { beforeAll, expect, test } from 'vitest'
import { clusterIndices } from '../../search/populations/cluster-indices.ts'
import { clusterPopulation } from '../../search/populations/cluster-population.ts'
import { kMeans } from '../../search/populations/k-means.ts'
import type { Point } from '../../search/populations/truncated-svd.ts'
import { randomSource } from '../../search/random-source.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { testSpace } from '../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

const SQUARE: readonly Point[] = [
  [0, 0],
  [0, 1],
  [10, 0],
  [10, 1],
]

test('k-means finds clusters that are apart, and the indices are those of the definitions', () => {
  const clusters = kMeans(SQUARE, 2, randomSource(1))
  const [first, , third] = clusters.labels
  expect(clusters.labels).toStrictEqual([first, first, third, third])
  expect(clusters.centres[first as number]).toStrictEqual([0, 0.5])
  const far = (10 + Math.sqrt(101)) / 2
  expect(clusterIndices(SQUARE, clusters)).toStrictEqual({
    silhouette: (far - 1) / far,
    calinskiHarabasz: 200,
    daviesBouldin: 0.1,
  })
})

test('one cluster has no indices', () => {
  expect(clusterIndices(SQUARE, kMeans(SQUARE, 1, randomSource(1)))).toBeNull()
})

test.each(['short', 'long'] as const)(
  'the population of the %s encoding spreads over the fitness that makes it',
  (encoding) => {
    const ids = sampleUniform(space, 60, 3)
    const cells = ids.map((id) => space.cellOf(id))
    // A fitness that outweighs the cells: two clusters are its two values.
    const fitness = cells.map((_, at) => [at % 2 === 0 ? 0 : 500])
    const { places, indices } = clusterPopulation({ cells, fitness, encoding, size: 2, seed: 1 })
    expect(places.map((place) => place % 2).sort()).toStrictEqual([0, 1])
    expect(indices?.silhouette).toBeGreaterThan(0.9)
    const again = clusterPopulation({ cells, fitness, encoding, size: 2, seed: 1 })
    expect(again).toStrictEqual({ places, indices })
  },
)
