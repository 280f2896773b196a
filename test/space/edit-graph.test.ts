import { beforeAll, describe, expect, it } from 'vitest'
import { editDistances, UNREACHABLE } from '../../space/edit-distance.ts'
import { buildEditGraph } from '../../space/edit-graph.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { directedNeighbours } from '../support/directed-neighbours.ts'
import { testSpace } from '../support/space.ts'

let space: Space
let graph: NeighbourGraph
let small: number[]
beforeAll(async () => {
  space = await testSpace()
  graph = buildEditGraph(space)
  small = Array.from({ length: space.size }, (_, id) => id).filter(
    (id) => space.cellOf(id).vertices <= 5,
  )
})

function row(id: number): number[] {
  return [...graph.neighbours.subarray(graph.offsets[id], graph.offsets[id + 1])]
}

/** Rows of the graph restricted to some architectures, numbered by their place in the list. */
function restricted(ids: readonly number[]): NeighbourGraph {
  const places = new Map(ids.map((id, place) => [id, place]))
  const rows = ids.map((id) => row(id).flatMap((other) => places.get(other) ?? []))
  const offsets = new Uint32Array(ids.length + 1)
  for (const [place, found] of rows.entries()) {
    offsets[place + 1] = (offsets[place] as number) + found.length
  }
  return { size: ids.length, offsets, neighbours: Uint32Array.from(rows.flat()) }
}

describe('the edit graph', () => {
  it('joins exactly the cells of up to 5 vertices that one edit leads from or to', () => {
    expect(small).toHaveLength(2532)
    const within = new Set(small)
    const joined = new Map(small.map((id) => [id, new Set<number>()]))
    for (const id of small) {
      for (const other of directedNeighbours(space, id)) {
        joined.get(id)?.add(other)
        joined.get(other)?.add(id)
      }
    }
    for (const [id, others] of joined) {
      const expected = [...others].sort((a, b) => a - b)
      expect(row(id).filter((other) => within.has(other))).toEqual(expected)
    }
  })

  it('has each neighbour that one edit leads to, and no other but those that lead back', () => {
    for (const id of [...sampleUniform(space, 150, 3), 415_498]) {
      const to = directedNeighbours(space, id)
      const others = row(id)
      expect(others).toEqual([...new Set(others)].sort((a, b) => a - b))
      expect(others).toEqual(expect.arrayContaining(to))
      const known = new Set(to)
      for (const other of others.slice(0, 200)) {
        if (!known.has(other)) expect(directedNeighbours(space, other)).toContain(id)
      }
    }
  })

  it('is symmetric over the whole space, without loops and with ascending rows', () => {
    const next = graph.offsets.slice()
    let broken = 0
    for (let id = 0; id < graph.size; id++) {
      let before = -1
      for (let at = graph.offsets[id] as number; at < (graph.offsets[id + 1] as number); at++) {
        const other = graph.neighbours[at] as number
        if (other <= before || other === id) broken++
        before = other
        // Rows are read in ascending order, so that the next of the other row has to be this one.
        if (graph.neighbours[next[other] as number] !== id) broken++
        next[other] = (next[other] as number) + 1
      }
    }
    for (let id = 0; id < graph.size; id++) if (next[id] !== graph.offsets[id + 1]) broken++
    expect(broken).toBe(0)
  })

  it('leads from any cell to every other', () => {
    expect(editDistances(graph, [0]).indexOf(UNREACHABLE)).toBe(-1)
  })
})

describe('the distance in edits', () => {
  it('is the length of the shortest path over the cells of up to 5 vertices', () => {
    const part = restricted(small)
    for (const sources of [[0], [17, 1200, 2531], small.map((_, at) => at).slice(100, 2000)]) {
      // Bellman and Ford: relax every pair until nothing changes.
      const expected = Array.from({ length: part.size }, () => Number.POSITIVE_INFINITY)
      for (const source of sources) expected[source] = 0
      for (let changed = true; changed; ) {
        changed = false
        for (let id = 0; id < part.size; id++) {
          for (const other of part.neighbours.subarray(part.offsets[id], part.offsets[id + 1])) {
            const over = (expected[other] as number) + 1
            if (over < (expected[id] as number)) {
              expected[id] = over
              changed = true
            }
          }
        }
      }
      expect([...editDistances(part, sources)]).toEqual(expected)
    }
  })

  it('is 1 for all neighbours of one source and nobody else', () => {
    const distances = editDistances(graph, [415_498])
    const near = row(415_498)
    expect(distances.reduce((count, distance) => count + (distance === 1 ? 1 : 0), 0)).toBe(
      near.length,
    )
    for (const other of near) expect(distances[other]).toBe(1)
  })

  it('is 255 where no source leads, and beyond 254 edits', () => {
    expect([...editDistances(graph, [])].every((distance) => distance === UNREACHABLE)).toBe(true)
    const path = 300
    const offsets = Uint32Array.from({ length: path + 1 }, (_, at) =>
      at === 0 ? 0 : at === path ? 2 * path - 2 : 2 * at - 1,
    )
    const along = Uint32Array.from(
      Array.from({ length: path }, (_, at) => [at - 1, at + 1])
        .flat()
        .filter((id) => id >= 0 && id < path),
    )
    const distances = editDistances({ size: path, offsets, neighbours: along }, [0, 0])
    expect(distances[254]).toBe(254)
    expect(distances[255]).toBe(UNREACHABLE)
    expect(distances[299]).toBe(UNREACHABLE)
  })

  it('refuses a source that is no architecture', () => {
    for (const source of [-1, graph.size, 0.5, Number.NaN]) {
      expect(() => editDistances(graph, [source])).toThrow(`There is no architecture ${source}`)
    }
  })
})
