import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openNeighbourGraph } from '../../db/neighbour-graph-file.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { decodeNeighbourGraph } from '../../space/neighbour-graph-encoding.ts'
import type { Space } from '../../space/space.ts'
import { testSpace } from '../support/space.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-edit-graph-'))
const path = join(folder, 'graph-edit-1.bin')
let space: Space
let built: NeighbourGraph
let written: Buffer
beforeAll(async () => {
  space = await testSpace()
  built = await openNeighbourGraph(folder, space, 'graph-edit')
  written = readFileSync(path)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Element by element, vitest takes minutes for nine million.
function same(left: Uint32Array, right: Uint32Array): boolean {
  return Buffer.from(left.buffer, left.byteOffset, left.byteLength).equals(
    Buffer.from(right.buffer, right.byteOffset, right.byteLength),
  )
}

test('a graph read from its file is the one that was built', async () => {
  const read = await openNeighbourGraph(folder, space, 'graph-edit')
  expect(read.size).toBe(built.size)
  expect(same(read.offsets, built.offsets)).toBe(true)
  expect(same(read.neighbours, built.neighbours)).toBe(true)
  const shifted = new Uint8Array(written.length + 1)
  shifted.set(written, 1)
  expect(
    same(decodeNeighbourGraph(shifted.subarray(1), 'graph-edit').neighbours, built.neighbours),
  ).toBe(true)
})

test('a file that is damaged, cut short, empty or of another version is refused, and built again', async () => {
  const flipped = Buffer.from(written)
  flipped[20_000_000] = (flipped[20_000_000] as number) ^ 1
  const older = Buffer.from(written)
  older[4] = 0
  const otherOperator = Buffer.from(written)
  otherOperator[16] = 1
  for (const [bytes, reason] of [
    [flipped, 'damaged'],
    [written.subarray(0, written.length - 6), 'instead of'],
    [Buffer.alloc(0), 'no graph-edit graph of this version'],
    [older, 'no graph-edit graph of this version'],
    [otherOperator, 'no graph-edit graph of this version'],
  ] as const) {
    expect(() => decodeNeighbourGraph(bytes, 'graph-edit')).toThrow(reason)
  }
  writeFileSync(path, flipped)
  const again = await openNeighbourGraph(folder, space, 'graph-edit')
  expect(same(again.neighbours, built.neighbours)).toBe(true)
  expect(readFileSync(path).equals(written)).toBe(true)
})

test('a graph that cannot be kept is there all the same, and the reason is logged', async () => {
  const taken = join(folder, 'a-file')
  writeFileSync(taken, '')
  const reasons: unknown[] = []
  await expect(openNeighbourGraph(taken, space, 'graph-edit')).rejects.toThrow(
    'The graph-edit graph cannot be read',
  )
  const closed = join(folder, 'closed')
  symlinkSync(join(folder, 'nowhere'), closed)
  const graph = await openNeighbourGraph(closed, space, 'graph-edit', (reason) =>
    reasons.push(reason),
  )
  expect(same(graph.neighbours, built.neighbours)).toBe(true)
  expect(reasons).toHaveLength(1)
})
