import { edgeBit, hasEdge, keptVertices } from './cell.ts'
import { OPERATIONS } from './operation.ts'
import type { Space } from './space.ts'

/**
 * An undirected graph of architectures in compressed sparse rows: the neighbours of architecture i
 * are `neighbours[offsets[i]]` up to `neighbours[offsets[i + 1]]`, each once, ascending.
 */
export interface NeighbourGraph {
  /** Architectures. */
  readonly size: number
  /** One an architecture and one at the end. */
  readonly offsets: Uint32Array
  /** Architecture ids, each pair from both sides. */
  readonly neighbours: Uint32Array
}

const PROGRESS_STEP = 8192
// At most 9 edges to remove, and 2 other operations of 5 vertices, of which a pair counts once.
const STEPS_MAX = 19

/**
 * The graph `graph-edit`: two architectures are neighbours where one edit of any labelled form of
 * one (one edge added or removed, or one operation changed, then pruned) gives the other. It is the
 * union of `neighbours` of `space/neighbours.ts` and its reverse. Yields the number of architectures
 * done so far, so that a server can answer in between.
 */
export function* buildingEditGraph(space: Space): Generator<number, NeighbourGraph> {
  const { size } = space
  const ends = new Uint32Array(size + 1)
  const degrees = new Uint32Array(size)
  const found = new Uint32Array(STEPS_MAX)
  let steps = new Uint32Array(size * 12)
  let count = 0
  for (let id = 0; id < size; id++) {
    if (count + STEPS_MAX > steps.length) steps = grown(steps)
    const distinct = stepsFrom(space, id, found)
    for (let at = 0; at < distinct; at++) {
      const other = found[at] as number
      steps[count++] = other
      degrees[other] = (degrees[other] as number) + 1
    }
    degrees[id] = (degrees[id] as number) + distinct
    ends[id + 1] = count
    if (id % PROGRESS_STEP === 0) yield id
  }
  yield size
  return mirrored(size, degrees, ends, steps)
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

function grown(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.ceil(values.length * 1.2))
  larger.set(values)
  return larger
}

// Steps of architecture i end at ends[i + 1]; none leads back, so that no pair comes twice.
function mirrored(
  size: number,
  degrees: Uint32Array,
  ends: Uint32Array,
  steps: Uint32Array,
): NeighbourGraph {
  const offsets = new Uint32Array(size + 1)
  for (let id = 0; id < size; id++) {
    offsets[id + 1] = (offsets[id] as number) + (degrees[id] as number)
  }
  const next = offsets.slice(0, size)
  const neighbours = new Uint32Array(offsets[size] as number)
  const put = (id: number, other: number) => {
    const at = next[id] as number
    neighbours[at] = other
    next[id] = at + 1
  }
  for (let id = 0; id < size; id++) {
    for (let at = ends[id] as number; at < (ends[id + 1] as number); at++) {
      put(id, steps[at] as number)
      put(steps[at] as number, id)
    }
  }
  for (let id = 0; id < size; id++) {
    neighbours.subarray(offsets[id], offsets[id + 1]).sort()
  }
  return { size, offsets, neighbours }
}
