import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { formOf, parseCell } from '../../space/cell.ts'
import { canonicalKey, isomorphicForms } from '../../space/isomorphic-forms.ts'
import { labelledGraphs } from '../../space/labelled-graphs.ts'
import { moduleHash } from '../../space/module-hash.ts'
import type { Space } from '../../space/space.ts'
import { decodeSpace, encodeSpace } from '../../space/space-encoding.ts'
import { validCells } from '../support/cells.ts'
import { publishedCells } from '../support/published-cells.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

describe('the space', () => {
  it('has 423,624 architectures: 1, 6, 84, 2,441, 62,010, 359,082 with 2 to 7 vertices', () => {
    const counts = [0, 0, 0, 0, 0, 0, 0, 0]
    for (let id = 0; id < space.size; id++) {
      const { vertices } = space.cellOf(id)
      counts[vertices] = (counts[vertices] ?? 0) + 1
    }
    expect(counts.slice(2)).toEqual([1, 6, 84, 2441, 62_010, 359_082])
    expect(space.size).toBe(423_624)
  })

  it('sorts the hashes, whose sha256 one a line is 53e1438d…', () => {
    const sha256 = createHash('sha256')
    let previous = ''
    for (let id = 0; id < space.size; id++) {
      const hash = space.hashOf(id)
      if (hash <= previous) throw new Error(`hash ${id} does not follow the one before`)
      previous = hash
      sha256.update(`${hash}\n`)
    }
    expect(sha256.digest('hex')).toBe(
      '53e1438d11675d9eb3899166c29ca07fe0c4b81af9d99d5aec3ecd31bd5bca7f',
    )
    expect(space.hashOf(0)).toBe('00005c142e6f48ac74fdcf73e3439874')
    expect(previous).toBe('ffff76fafa7b0cdf545fd7feee9c8bf9')
    expect(space.idOfHash('fb150c15ea56ec137175f9cc967397a9')).toBe(415_498)
  })

  it('finds each architecture by its hash and by its representative', () => {
    for (let id = 0; id < space.size; id++) {
      if (space.idOfHash(space.hashOf(id)) !== id || space.idOf(space.cellOf(id)) !== id) {
        throw new Error(`architecture ${id} is not found again`)
      }
    }
  })

  it('hashes representatives to the hash under which it lists them', () => {
    for (let id = 0; id < space.size; id += 97) {
      expect(moduleHash(space.cellOf(id))).toBe(space.hashOf(id))
    }
  })

  it('holds as representative the form that the generator meets first', () => {
    for (let id = 0; id < space.size; id += 61) {
      const cell = space.cellOf(id)
      expect(canonicalKey(cell)).toBe(formOf(cell))
    }
  })

  it('knows every labelled form of an architecture, 1,293,208 in all', () => {
    const graphs = labelledGraphs()
    const labelings = [0, 0, 1, 3, 9, 27, 81, 243]
    const total = labelings.reduce((sum, n, v) => sum + n * graphs.adjacencies(v).length, 0)
    expect(total).toBe(1_293_208)
    for (let id = 0; id < space.size; id += 1009) {
      for (const form of isomorphicForms(space.cellOf(id))) {
        expect(space.idOf(form)).toBe(id)
        expect(moduleHash(form)).toBe(space.hashOf(id))
      }
    }
  })

  it('takes any drawn cell to the id of its hash', () => {
    fc.assert(
      fc.property(validCells, ({ matrix, operations }) => {
        const { cell } = parseCell(matrix, operations)
        expect(space.hashOf(space.idOf(cell))).toBe(moduleHash(cell))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['of another architecture set', 'f'.repeat(32)],
    ['in upper case', 'FB150C15EA56EC137175F9CC967397A9'],
    ['too short', 'fb150c15'],
    ['with other characters', 'zb150c15ea56ec137175f9cc967397a9'],
    ['with characters beyond Latin-1', 'ŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠŠ'],
    ['empty', ''],
  ])('answers -1 for a hash %s', (_, hash) => {
    expect(space.idOfHash(hash)).toBe(-1)
  })

  it.each([-1, 423_624, 1.5, Number.NaN])('refuses the architecture id %d', (id) => {
    expect(() => space.hashOf(id)).toThrow(RangeError)
    expect(() => space.cellOf(id)).toThrow(RangeError)
  })
})

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array) =>
  Buffer.from(buffer, byteOffset, byteLength)

describe('the encoded space', () => {
  it('decodes to the same tables, also at an odd offset', () => {
    const bytes = encodeSpace(space)
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    const { tables } = decodeSpace(shifted.subarray(1))
    // Compared as bytes: an assertion library takes half a minute for millions of numbers.
    for (const name of ['hashes', 'forms', 'ids'] as const) {
      expect(bytesOf(tables[name]).equals(bytesOf(space.tables[name])), name).toBe(true)
    }
  })

  it('is refused when it is cut, of another version or damaged anywhere', () => {
    const bytes = encodeSpace(space)
    expect(() => decodeSpace(bytes.subarray(0, 1000))).toThrow(/1000 bytes/)
    for (const [at, message] of [
      [0, /no space of this version/],
      [4, /no space of this version/],
      [20, /damaged/],
      [bytes.length - 1, /damaged/],
      [5_000_001, /damaged/],
    ] as const) {
      const damaged = bytes.slice()
      damaged[at] = (damaged[at] ?? 0) ^ 1
      expect(() => decodeSpace(damaged)).toThrow(message)
    }
  })
})

describe.skipIf(!sourcesFolder)('published architecture ids', () => {
  it('are the ranks of the hashes for all 450 So2Sat cells', () => {
    const published = publishedCells(sourcesFolder ?? '').filter((c) => c.architectureId !== null)
    expect(published.length).toBe(450)
    for (const { matrix, operations, architectureId } of published) {
      expect(space.idOf(parseCell(matrix, operations).cell)).toBe(architectureId)
    }
  })
})
