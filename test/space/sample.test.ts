import { beforeAll, describe, expect, it } from 'vitest'
import { edgeCount } from '../../space/cell.ts'
import { latinHypercubeSteps, sampleLatinHypercube, sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { testSpace } from '../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

describe.each([
  ['sampleUniform', sampleUniform],
  ['sampleLatinHypercube', sampleLatinHypercube],
])('%s', (_, sample) => {
  it('draws as many distinct architectures as asked for', () => {
    for (const count of [0, 1, 7, 5000]) {
      const ids = sample(space, count, 3)
      expect(new Set(ids).size).toBe(count)
      for (const id of ids) expect(space.hashOf(id)).toMatch(/^[0-9a-f]{32}$/)
    }
  })

  it('gives the same sample for the same seed and another for another', () => {
    expect(sample(space, 50, 42)).toEqual(sample(space, 50, 42))
    expect(sample(space, 50, 42)).not.toEqual(sample(space, 50, 43))
    expect(sample(space, 50, 2 ** 32 - 1)).not.toEqual(sample(space, 50, 0))
  })

  it.each([
    [-1, 0],
    [1.5, 0],
    [423_625, 0],
    [1, -1],
    [1, 2 ** 32],
    [1, 0.5],
  ])('refuses count %d with seed %d', (count, seed) => {
    expect(() => sample(space, count, seed)).toThrow(RangeError)
  })
})

describe('sampleUniform', () => {
  it('covers the ids evenly', () => {
    const ids = sampleUniform(space, 100_000, 5)
    const tenths = new Array<number>(10).fill(0)
    for (const id of ids) {
      const tenth = Math.floor((id * 10) / space.size)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })

  it('draws the whole space as a permutation', () => {
    expect(new Set(sampleUniform(space, space.size, 9)).size).toBe(space.size)
  })

  it('begins with the smaller sample of the same seed', () => {
    expect(sampleUniform(space, 20, 8).slice(0, 5)).toEqual(sampleUniform(space, 5, 8))
  })

  it('stays what it was in earlier versions', () => {
    expect(sampleUniform(space, 4, 0)).toEqual([133_591, 73_125, 311_396, 402_875])
  })
})

describe('sampleLatinHypercube', () => {
  it('draws cells of fewer edges more often than the space holds them', () => {
    const mean = (ids: number[]) =>
      ids.reduce((sum, id) => sum + edgeCount(space.cellOf(id)), 0) / ids.length
    expect(mean(sampleLatinHypercube(space, 3000, 1))).toBeLessThan(
      mean(sampleUniform(space, 3000, 1)) - 0.3,
    )
  })

  it('stays what it was in earlier versions', () => {
    expect(sampleLatinHypercube(space, 4, 0)).toEqual([325_837, 218_163, 840, 300_793])
  })

  it('looks at no more than a thousand points in a step, however many are drawn', () => {
    let located = 0
    const counting = {
      ...space,
      idOf: (cell: Parameters<typeof space.idOf>[0]) => {
        located++
        return space.idOf(cell)
      },
    }
    let most = 0
    for (const _ of latinHypercubeSteps(counting, 10_000, 0)) {
      most = Math.max(most, located)
      located = 0
    }
    expect(most).toBeGreaterThan(0)
    expect(Math.max(most, located)).toBeLessThanOrEqual(1000)
  })
})
