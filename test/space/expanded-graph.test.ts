import { beforeAll, expect, test } from 'vitest'
import { matrixOf, operationsOf } from '../../space/cell.ts'
import { expandedEncoding, hammingDistance } from '../../space/encodings/landscape.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { buildNeighbourGraph } from '../../space/neighbour-graphs.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { testSpace } from '../support/space.ts'

let space: Space
let small: number[]
let hamming: NeighbourGraph
beforeAll(async () => {
  space = await testSpace()
  small = Array.from({ length: space.size }, (_, id) => id).filter(
    (id) => space.cellOf(id).vertices <= 5,
  )
  hamming = buildNeighbourGraph(space, 'hamming-289')
})

const row = ({ offsets, neighbours }: NeighbourGraph, id: number) => [
  ...neighbours.subarray(offsets[id], offsets[id + 1]),
]

// Few matrices and lists of operations make up all the cells.
const matrices = new Map<number, ReturnType<typeof matrixOf>>()

function bitsOf(id: number): Uint8Array {
  const cell = space.cellOf(id)
  const key = cell.adjacency * 8 + cell.vertices
  const matrix = matrices.get(key) ?? matrixOf(cell)
  matrices.set(key, matrix)
  return expandedEncoding(matrix, operationsOf(cell))
}

const UPPER = Array.from({ length: 17 * 17 }, (_, bit) => bit).filter(
  (bit) => Math.floor(bit / 17) < bit % 17,
)

/** The bits above the diagonal that are set, in ascending order. */
function onesOf(id: number): number[] {
  const bits = bitsOf(id)
  const ones = []
  for (const bit of UPPER) if (bits[bit] === 1) ones.push(bit)
  return ones
}

test('hamming-289 joins exactly the cells of up to 5 vertices that differ in one bit', () => {
  const within = new Set(small)
  const all = small.map((id) => bitsOf(id))
  for (let at = 0; at < small.length; at += 20) {
    const own = all[at] as Uint8Array
    const expected = small.filter((_, other) => hammingDistance(own, all[other] ?? own) === 1)
    expect(row(hamming, small[at] as number).filter((other) => within.has(other))).toEqual(expected)
  }
})

test('hamming-289 is symmetric over the whole space, without loops', () => {
  const graph = hamming
  const next = graph.offsets.slice()
  let broken = 0
  for (let id = 0; id < graph.size; id++) {
    for (let at = graph.offsets[id] as number; at < (graph.offsets[id + 1] as number); at++) {
      const other = graph.neighbours[at] as number
      // Rows are read in ascending order, so that the next of the other row has to be this one.
      if (other === id || graph.neighbours[next[other] as number] !== id) broken++
      next[other] = (next[other] as number) + 1
    }
  }
  expect(broken).toBe(0)
})

test('published-136 leads to the least id of each set of bits that one flip reaches', () => {
  const graph = buildNeighbourGraph(space, 'published-136')
  const first = new Map<string, number>()
  for (let id = 0; id < space.size; id++) {
    const key = onesOf(id).join()
    if (!first.has(key)) first.set(key, id)
  }
  for (const id of [...sampleUniform(space, 60, 5), ...small.slice(0, 60)]) {
    const own = onesOf(id)
    const reached = UPPER.map((flipped) => {
      const others = own.filter((bit) => bit !== flipped)
      const ones = others.length < own.length ? others : [...own, flipped].sort((a, b) => a - b)
      return first.get(ones.join()) ?? -1
    })
    const expected = reached.filter((other) => other >= 0).sort((a, b) => a - b)
    expect(row(graph, id)).toEqual(expected)
  }
}, 120_000)
