import { edgeBit, hasEdge, keptVertices } from './cell.ts'
import { graphOfSteps, grownSteps, type NeighbourGraph } from './neighbour-graph.ts'
import { OPERATIONS } from './operation.ts'
import type { Space } from './space.ts'

const PROGRESS_STEP = 8192
// At most 9 edges to remove, and 2 other operations of 5 vertices, of which a pair counts once.
const STEPS_MAX = 19

/**
 * The graph `graph-edit`: two architectures are neighbours where one edit of any labelled form of
 * one (one edge added or removed, or one operation changed, then pruned) gives the other. Yields the number of architectures
 * done so far, so that a server can answer in between.
 */
export function* buildingEditGraph(space: Space): Generator<number, NeighbourGraph> {
  const { size } = space
  const ends = new Uint32Array(size + 1)
  const found = new Uint32Array(STEPS_MAX)
  let steps = new Uint32Array(size * 12)
  let count = 0
  for (let id = 0; id < size; id++) {
    if (count + STEPS_MAX > steps.length) steps = grownSteps(steps)
    const distinct = stepsFrom(space, id, found)
    for (let at = 0; at < distinct; at++) {
      steps[count++] = found[at] as number
    }
    ends[id + 1] = count
    if (id % PROGRESS_STEP === 0) yield id
  }
  yield size
  return graphOfSteps({ size, ends, steps })
}

export function buildEditGraph(space: Space): NeighbourGraph {
  const building = buildingEditGraph(space)
  for (;;) {
    const step = building.next()
    if (step.done) return step.value
  }
}

/**
 * Writes the architectures that come from one by an edge removed or an operation replaced by a later
 * one, each once. An added edge and an earlier operation are such a step seen from the other side,
 * and a removed edge is one of every labelled form, so that one form is enough.
 */
function stepsFrom(space: Space, id: number, found: Uint32Array): number {
  const cell = space.cellOf(id)
  const { vertices, adjacency, operations } = cell
  let count = 0
  const add = (other: number) => {
    for (let at = 0; at < count; at++) if (found[at] === other) return
    found[count++] = other
  }
  for (let rest = adjacency; rest !== 0; rest &= rest - 1) {
    const left = adjacency & ~(rest & -rest)
    const kept = keptVertices(vertices, left)
    if (kept !== 0) add(idOfKept(space, vertices, left, operations, kept))
  }
  let place = 1
  for (let vertex = vertices - 2; vertex > 0; vertex--) {
    const label = Math.floor(operations / place) % OPERATIONS.length
    for (let more = 1; label + more < OPERATIONS.length; more++) {
      add(space.idOf({ vertices, adjacency, operations: operations + more * place }))
    }
    place *= OPERATIONS.length
  }
  return count
}

function idOfKept(
  space: Space,
  vertices: number,
  adjacency: number,
  operations: number,
  kept: number,
): number {
  const cell = { vertices, adjacency, operations }
  if (kept === (1 << vertices) - 1) return space.idOf(cell)
  const places: number[] = []
  for (let vertex = 0; vertex < vertices; vertex++) if ((kept >>> vertex) & 1) places.push(vertex)
  let bits = 0
  let code = 0
  for (let y = 1; y < places.length; y++) {
    const to = places[y] as number
    for (let x = 0; x < y; x++) {
      if (hasEdge(cell, places[x] as number, to)) bits |= 1 << edgeBit(x, y)
    }
    if (y < places.length - 1) {
      const place = OPERATIONS.length ** (vertices - 2 - to)
      code = code * OPERATIONS.length + (Math.floor(operations / place) % OPERATIONS.length)
    }
  }
  return space.idOf({ vertices: places.length, adjacency: bits, operations: code })
}
