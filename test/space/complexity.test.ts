import { describe, expect, it } from 'vitest'
import { parseCell } from '../../space/cell.ts'
import { complexity, vertexChannels } from '../../space/complexity.ts'
import { publishedCells, publishedCounts } from '../support/published-cells.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'

const CIFAR10 = { height: 32, width: 32, channels: 3, classes: 10 }
const SO2SAT = { height: 32, width: 32, channels: 10, classes: 17 }

describe('complexity', () => {
  it('counts by hand what a cell of input and output costs', () => {
    const { cell } = parseCell(
      [
        [0, 1],
        [0, 0],
      ],
      ['input', 'output'],
    )
    // Stem; nine 1x1 projections with normalisation; dense layer.
    const projections = [128 * 128 * 3, 128 * 256 + 256 * 256 * 2, 256 * 512 + 512 * 512 * 2]
    const weights = 27 * 128 + projections.reduce((sum, count) => sum + count)
    const normalised = 128 + 3 * (128 + 256 + 512)
    expect(complexity(cell, CIFAR10).trainableParameters).toBe(weights + 2 * normalised + 5130)
    const [first = 0, second = 0, third = 0] = projections
    expect(complexity(cell, CIFAR10).macs).toBe(
      (27 * 128 + first) * 1024 + second * 256 + third * 64 + 5120,
    )
  })

  it('gives the first vertices the channels that do not divide evenly', () => {
    const matrix = [
      [0, 1, 1, 1, 0],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0],
    ]
    const { cell } = parseCell(matrix, [
      'input',
      'maxpool3x3',
      'maxpool3x3',
      'maxpool3x3',
      'output',
    ])
    expect(vertexChannels(cell, 128, 128)).toEqual([128, 43, 43, 42, 128])
  })

  it('counts 2,694,282 parameters for the Inception-like cell on CIFAR-10', async () => {
    const space = await testSpace()
    const cell = space.cellOf(space.idOfHash('28cfc7874f6d200472e1a9dcd8650aa0'))
    expect(complexity(cell, CIFAR10).trainableParameters).toBe(2_694_282)
  })

  it('counts 11,655 parameters more for ten channels and 17 classes', async () => {
    const space = await testSpace()
    for (const id of [0, 1000, 415_498, 423_623]) {
      const cell = space.cellOf(id)
      const more =
        complexity(cell, SO2SAT).trainableParameters - complexity(cell, CIFAR10).trainableParameters
      expect(more).toBe(11_655)
    }
  })
})

describe.skipIf(!sourcesFolder)('published parameter counts', () => {
  it('are reproduced for every published cell at hand', () => {
    const wrong = publishedCells(sourcesFolder ?? '').filter((published) => {
      const { cell } = parseCell(published.matrix, published.operations)
      const shape = { ...CIFAR10, channels: published.channels, classes: published.classes }
      return complexity(cell, shape).trainableParameters !== published.trainableParameters
    })
    expect(wrong).toEqual([])
  })

  it('are those of the representatives for all 2,532 cells of up to 5 vertices', async () => {
    const space = await testSpace()
    const counts = publishedCounts(sourcesFolder ?? '')
    expect(counts.size).toBe(2532)
    for (const [hash, count] of counts) {
      const cell = space.cellOf(space.idOfHash(hash))
      expect(complexity(cell, CIFAR10).trainableParameters, hash).toBe(count)
    }
  })
})
