import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrixOf, operationsOf, parseCell } from '../../space/cell.ts'
import { categoricalAdjacency, oneHotAdjacency } from '../../space/encodings/adjacency.ts'
import {
  expandedEncoding,
  hammingDistance,
  shortEncoding,
} from '../../space/encodings/landscape.ts'
import { PATH_COUNT, pathEncoding } from '../../space/encodings/path.ts'
import { isomorphicForms } from '../../space/isomorphic-forms.ts'
import { validCells } from '../support/cells.ts'
import { matrixFromBits } from '../support/published-cells.ts'
import { sourcesFolder } from '../support/sources.ts'

const { cell } = parseCell(
  [
    [0, 1, 0, 1],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [0, 0, 0, 0],
  ],
  ['input', 'conv1x1-bn-relu', 'maxpool3x3', 'output'],
)

function ones(encoding: ArrayLike<number>): number[] {
  return Array.from(encoding).flatMap((bit, at) => (bit === 1 ? [at] : []))
}

describe('adjacency encodings', () => {
  it('put a smaller cell into seven vertices with the output last', () => {
    // Upper triangle row by row: 0→1 is bit 0, 0→6 bit 5, 1→2 bit 6, 2→6 bit 14.
    expect(ones(categoricalAdjacency(cell).slice(0, 21))).toEqual([0, 5, 6, 14])
    expect([...categoricalAdjacency(cell).slice(21)]).toEqual([1, 2, -1, -1, -1])
    expect(ones(oneHotAdjacency(cell))).toEqual([0, 5, 6, 14, 21 + 1, 24 + 2])
    expect(oneHotAdjacency(cell).length).toBe(36)
  })

  it('tell all labelled cells apart', () => {
    fc.assert(
      fc.property(validCells, validCells, (left, right) => {
        const a = parseCell(left.matrix, left.operations).cell
        const b = parseCell(right.matrix, right.operations).cell
        const same = JSON.stringify(a) === JSON.stringify(b)
        expect(hammingDistance(oneHotAdjacency(a), oneHotAdjacency(b)) === 0).toBe(same)
        expect(hammingDistance(shortEncoding(a), shortEncoding(b)) === 0).toBe(same)
      }),
    )
  })
})

describe('path encoding', () => {
  it('sets a bit for each sequence of operations from input to output', () => {
    expect(PATH_COUNT).toBe(364)
    // The direct edge is 0; conv1x1 (1) then maxpool (2) is (1 + 1) + 3 (2 + 1).
    expect(ones(pathEncoding(cell))).toEqual([0, 11])
  })

  it('is the same for every isomorphic form', () => {
    fc.assert(
      fc.property(validCells, ({ matrix, operations }) => {
        const parsed = parseCell(matrix, operations).cell
        const encoding = [...pathEncoding(parsed)]
        for (const form of isomorphicForms(parsed))
          expect([...pathEncoding(form)]).toEqual(encoding)
      }),
      { numRuns: 300 },
    )
  })
})

describe('landscape encodings', () => {
  it('expand a cell to 17 vertices, one for each inner vertex and operation', () => {
    // The first conv1x1 is 1, the first maxpool 11.
    expect(ones(expandedEncoding(matrixOf(cell), operationsOf(cell)))).toEqual([
      0 * 17 + 1,
      0 * 17 + 16,
      1 * 17 + 11,
      11 * 17 + 16,
    ])
  })

  it('write the short form with the fitness at its end', () => {
    const encoding = shortEncoding(cell, [0.5, 0.75])
    expect(ones(encoding.slice(0, 49))).toEqual([1, 6, 7 + 2, 14 + 6])
    expect([...encoding.slice(49)]).toEqual([2, 3, 0, 0, 0, 0.5, 0.75])
  })

  it('refuse to compare encodings of different lengths', () => {
    expect(() => hammingDistance([1], [1, 0])).toThrow(RangeError)
  })
})

describe.skipIf(!sourcesFolder)('the published expanded encodings', () => {
  it('are the upper triangles of ours for all 100 cells of the 36-epoch table', () => {
    const path = join(sourcesFolder ?? '', 'lcz42-fitness-landscape/lcz42_s2_36e_100.csv')
    const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1)
    expect(lines.length).toBe(100)
    for (const line of lines) {
      const [, bits, operations, encoding] =
        /^\d+,[0-9a-f]{32},([01]+),"([^"]+)",[01]+,"[^"]+",\d,([01]{136}),/.exec(line) ?? []
      const ours = expandedEncoding(matrixFromBits(bits ?? ''), (operations ?? '').split(','))
      const triangle = Array.from(ours).filter((_, at) => at % 17 > Math.floor(at / 17))
      expect(triangle.join('')).toBe(encoding)
    }
  })
})
