import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCell } from '../../space/cell.ts'
import { md5Blocks } from '../../space/md5.ts'
import { moduleHash } from '../../space/module-hash.ts'
import { moduleHashes } from '../../space/module-hashes.ts'
import { OPERATIONS } from '../../space/operation.ts'
import { type Drawn, validCells } from '../support/cells.ts'
import { publishedCells } from '../support/published-cells.ts'
import { sourcesFolder } from '../support/sources.ts'
import { ANCHORS } from '../vectors/anchors.ts'

// The algorithm once more, over strings and the platform's MD5.
function plainHash(matrix: number[][], operations: string[]): string {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  const vertices = [...matrix.keys()]
  const labels = operations.map((operation, at) =>
    at === 0
      ? -1
      : at === operations.length - 1
        ? -2
        : (OPERATIONS as readonly string[]).indexOf(operation),
  )
  let hashes = vertices.map((v) => {
    const outDegree = matrix[v]?.filter(Boolean).length
    const inDegree = matrix.filter((row) => row[v]).length
    return md5(`(${outDegree}, ${inDegree}, ${labels[v]})`)
  })
  for (const _ of vertices) {
    hashes = vertices.map((v) => {
      const before = vertices.filter((w) => matrix[w]?.[v]).map((w) => hashes[w])
      const after = vertices.filter((w) => matrix[v]?.[w]).map((w) => hashes[w])
      return md5(`${before.sort().join('')}|${after.sort().join('')}|${hashes[v]}`)
    })
  }
  return md5(
    `[${hashes
      .sort()
      .map((hash) => `'${hash}'`)
      .join(', ')}]`,
  )
}

// Another drawing of the same graph: vertices renamed, then put into a topological order again.
function redraw({ matrix, operations }: Drawn, priorities: readonly number[]): Drawn {
  const last = matrix.length - 1
  const order = [0]
  while (order.length <= last) {
    const ready = matrix
      .map((_, v) => v)
      .filter((v) => !order.includes(v) && (v !== last || order.length === last))
      .filter((v) => matrix.every((row, w) => !row[v] || order.includes(w)))
    ready.sort((a, b) => (priorities[a] ?? 0) - (priorities[b] ?? 0))
    order.push(ready[0] as number)
  }
  return {
    matrix: order.map((x) => order.map((y) => matrix[x]?.[y] ?? 0)),
    operations: order.map((v) => operations[v] as string),
  }
}

describe('moduleHash', () => {
  it('agrees with the algorithm written down plainly', () => {
    fc.assert(
      fc.property(validCells, ({ matrix, operations }) => {
        const { cell, pruned } = parseCell(matrix, operations)
        fc.pre(!pruned)
        expect(moduleHash(cell)).toBe(plainHash(matrix, operations))
      }),
      { numRuns: 500 },
    )
  })

  it('is the same for every permutation of the vertices', () => {
    const priorities = fc.array(fc.nat(), { minLength: 7, maxLength: 7 })
    let different = 0
    fc.assert(
      fc.property(validCells, priorities, (cell, order) => {
        const redrawn = redraw(cell, order)
        if (JSON.stringify(redrawn) !== JSON.stringify(cell)) different++
        expect(moduleHash(parseCell(redrawn.matrix, redrawn.operations).cell)).toBe(
          moduleHash(parseCell(cell.matrix, cell.operations).cell),
        )
      }),
      { numRuns: 3000 },
    )
    expect(different).toBeGreaterThan(500)
  })

  it('gives the hash of the Inception-like cell of NASBench-101', () => {
    const { matrix, operations, hash } = ANCHORS.inception
    expect(moduleHash(parseCell(matrix, operations).cell)).toBe(hash)
  })
})

describe('md5Blocks', () => {
  it('agrees with the platform for messages of every length up to 300 bytes', () => {
    for (let length = 0; length <= 300; length++) {
      const text = Buffer.from(Array.from({ length }, (_, at) => (at * 31 + length) & 255))
      const blocks = ((length + 8) >>> 6) + 1
      const words = new Int32Array(blocks * 16)
      new Uint8Array(words.buffer).set(text)
      new Uint8Array(words.buffer)[length] = 0x80
      words[blocks * 16 - 2] = length * 8
      const out = new Int32Array(4)
      md5Blocks(words, blocks, out)
      expect(Buffer.from(out.buffer).toString('hex')).toBe(
        createHash('md5').update(text).digest('hex'),
      )
    }
  })
})

describe.skipIf(!sourcesFolder)('published hashes', () => {
  it('are reproduced for every published cell at hand', () => {
    const cells = publishedCells(sourcesFolder ?? '')
    const wrong = cells.filter(
      ({ matrix, operations, hash }) => moduleHash(parseCell(matrix, operations).cell) !== hash,
    )
    expect(wrong).toEqual([])
    expect(cells.length).toBe(450 + 100 + 288 + 13_532 + 3 + 30)
  })
})

describe('module hashes of cells with the same edges', () => {
  const write = moduleHashes()
  const assertSame = ({ matrix, operations }: Drawn, count: number) => {
    const { cell } = parseCell(matrix, operations)
    const labelings = Array.from({ length: count }, (_, at) => {
      return (cell.operations + at * 7) % 3 ** (cell.vertices - 2)
    })
    const out = new Uint32Array(count * 4 + 4)
    write(cell, labelings, out, 4)
    for (const [at, own] of labelings.entries()) {
      const words = Array.from(out.subarray(at * 4 + 4, at * 4 + 8))
      const text = words.map((word) => word.toString(16).padStart(8, '0')).join('')
      expect(text).toBe(moduleHash({ ...cell, operations: own }))
    }
  }

  it('are those of each cell alone, for any number of cells', () => {
    fc.assert(fc.property(validCells, fc.integer({ min: 1, max: 30 }), assertSame))
  })

  it('are those of each cell alone, for all labelings of a graph and more', () => {
    const counts = fc.integer({ min: 240, max: 500 })
    fc.assert(fc.property(validCells, counts, assertSame), { numRuns: 10 })
  })
})
