import { expect, test } from 'vitest'
import { listNeighbours } from '../../api/operations/list-neighbours.ts'
import { OPERATORS } from '../../space/neighbour-graph.ts'
import { sampleUniform } from '../../space/sample.ts'
import { directedNeighbours } from '../support/directed-neighbours.ts'
import { testGraph } from '../support/landscapes.ts'
import { KNOWN_ID, testContext } from '../support/served.ts'

async function asked(input: { hash: string; limit?: number; cursor?: string | undefined }) {
  return listNeighbours.handle(await testContext(), listNeighbours.input.parse(input))
}

/** Ids on all pages. */
async function allOf(hash: string): Promise<number[]> {
  const found: number[] = []
  let cursor: string | undefined
  do {
    const page = await asked({ hash, limit: 10_000, cursor })
    found.push(...page.results.map(({ architectureId }) => architectureId))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return found
}

test('neighbours are those of graph-edit, and everything that one edit of a form leads to', async () => {
  const { space } = await testContext()
  const { offsets, neighbours } = await testGraph()
  for (const id of [...sampleUniform(space, 40, 21), KNOWN_ID]) {
    const { count, results } = await asked({ hash: space.hashOf(id) })
    const ids = results.map(({ architectureId }) => architectureId)
    expect(ids).toStrictEqual([...neighbours.subarray(offsets[id], offsets[id + 1])])
    expect(count).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(directedNeighbours(space, id)))
  }
})

test('every neighbour has the architecture as its own neighbour', async () => {
  const { space } = await testContext()
  const hash = space.hashOf(KNOWN_ID)
  for (const neighbour of (await asked({ hash })).results) {
    expect(await allOf(neighbour.hash)).toContain(KNOWN_ID)
  }
})

test('a cell with thousands of neighbours is listed page by page, each neighbour once', async () => {
  const { space } = await testContext()
  const hash = space.hashOf(space.idOf({ vertices: 2, adjacency: 1, operations: 0 }))
  const { count } = await asked({ hash })
  const found = await allOf(hash)
  expect(found).toHaveLength(count)
  expect(count).toBeGreaterThan(10_000)
  expect(found).toStrictEqual([...new Set(found)].sort((a, b) => a - b))
}, 60_000)

test('a cursor of another cell is refused', async () => {
  const { space } = await testContext()
  const { next } = await asked({ hash: space.hashOf(KNOWN_ID), limit: 1 })
  const other = asked({ hash: space.hashOf(0), cursor: next ?? '' })
  await expect(other).rejects.toMatchObject({ code: 'request_invalid' })
})

test('the three graphs together take less than 120 MB', async () => {
  let bytes = 0
  for (const operator of OPERATORS) {
    const { offsets, neighbours } = await testGraph(operator)
    bytes += offsets.byteLength + neighbours.byteLength
  }
  expect(bytes / 1e6).toBeLessThan(120)
  expect(bytes / 1e6).toBeGreaterThan(60)
}, 120_000)
