import { EDGES_MAX } from './cell.ts'
import { visitBits } from './expanded-distances.ts'
import { graphOfSteps, grownSteps, type NeighbourGraph } from './neighbour-graph.ts'
import type { Space } from './space.ts'

const PROGRESS_STEP = 8192
const NONE = 0xffffffff

/** The encodings of all architectures: how many bits each sets, and which share bits. */
interface Encodings {
  readonly size: number
  readonly counts: Uint8Array
  readonly groups: Groups
}

/**
 * The graph `hamming-289`: two architectures are neighbours where the expanded encodings (17 × 17
 * bits) of their representatives differ in one bit. Yields the number of architectures done so far.
 */
export function* buildingHammingGraph(space: Space): Generator<number, NeighbourGraph> {
  return yield* linking(yield* encoding(space, false), () => true)
}

/**
 * The graph `published-136`: what the published local search visits from a stored row (Traoré,
 * Camero, Zhu 2021, `local_search_for_card_optima.py`). It flips each of the 136 bits above the
 * diagonal of the representative's expanded encoding and takes the first row that has these bits;
 * edges below the diagonal are invisible to it, so that several rows can share all 136 bits. The
 * first row is the one with the least id here, since the order of the published file is not at hand.
 * Not symmetric. Yields the number of architectures done so far.
 */
export function* buildingPublishedGraph(space: Space): Generator<number, NeighbourGraph> {
  const encodings = yield* encoding(space, true)
  const { firstOf } = encodings.groups
  return sharedRows(yield* linking(encodings, (id) => firstOf(id) === id), firstOf)
}

/** Joins those that are chosen with the first architecture that lacks one of their bits. */
function* linking(
  { size, counts, groups }: Encodings,
  isChosen: (id: number) => boolean,
): Generator<number, NeighbourGraph> {
  const ends = new Uint32Array(size + 1)
  let steps = new Uint32Array(size * 4)
  let count = 0
  for (let id = 0; id < size; id++) {
    if (count + EDGES_MAX > steps.length) steps = grownSteps(steps)
    const bits = isChosen(id) ? (counts[id] as number) : 0
    for (let left = 0; left < bits; left++) {
      const other = groups.firstWithout(id, left)
      if (other !== NONE) steps[count++] = other
    }
    ends[id + 1] = count
    if (id % PROGRESS_STEP === 0) yield id
  }
  yield size
  return graphOfSteps({ size, ends, steps })
}

// Every architecture gets the neighbours of the first one that has its bits.
function sharedRows(
  { size, offsets, neighbours }: NeighbourGraph,
  firstOf: (id: number) => number,
): NeighbourGraph {
  const rows = new Uint32Array(size + 1)
  for (let id = 0; id < size; id++) {
    const first = firstOf(id)
    const degree = (offsets[first + 1] as number) - (offsets[first] as number)
    rows[id + 1] = (rows[id] as number) + degree
  }
  const shared = new Uint32Array(rows[size] as number)
  for (let id = 0; id < size; id++) {
    const first = firstOf(id)
    shared.set(neighbours.subarray(offsets[first], offsets[first + 1]), rows[id])
  }
  return { size, offsets: rows, neighbours: shared }
}

function* encoding(space: Space, upperOnly: boolean): Generator<number, Encodings> {
  const bits = new Uint16Array(space.size * EDGES_MAX)
  const counts = new Uint8Array(space.size)
  for (let id = 0; id < space.size; id++) {
    counts[id] = writeBits(space, id, upperOnly, bits)
    if (id % PROGRESS_STEP === 0) yield 0
  }
  return { size: space.size, counts, groups: groupsOf(bits, counts) }
}

function writeBits(space: Space, id: number, upperOnly: boolean, bits: Uint16Array): number {
  const at = id * EDGES_MAX
  let end = at
  visitBits(space, id, upperOnly, (bit) => {
    bits[end++] = bit
  })
  bits.subarray(at, end).sort()
  return end - at
}

interface Groups {
  /** The first architecture with the same bits. */
  firstOf(id: number): number
  /** The first architecture whose bits are those of `id` without one of them, or NONE. */
  firstWithout(id: number, left: number): number
}

// A hash table of the encodings with open addressing; equal hashes are compared bit by bit.
function groupsOf(bits: Uint16Array, counts: Uint8Array): Groups {
  const size = counts.length
  const mask = 2 ** Math.ceil(Math.log2(size * 2)) - 1
  const first = new Uint32Array(mask + 1).fill(NONE)
  const hashOf = (id: number, left: number) => {
    let hash = 0
    for (let at = 0; at < (counts[id] as number); at++) {
      if (at !== left) hash += scrambled(bits[id * EDGES_MAX + at] as number)
    }
    return scrambled(hash)
  }
  const isSame = (id: number, left: number, other: number) => {
    let from = id * EDGES_MAX
    for (let at = 0; at < (counts[other] as number); at++, from++) {
      if (from === id * EDGES_MAX + left) from++
      if (bits[from] !== bits[other * EDGES_MAX + at]) return false
    }
    return true
  }
  const slotOf = (id: number, left: number) => {
    const length = (counts[id] as number) - (left < 0 ? 0 : 1)
    for (let slot = hashOf(id, left) & mask; ; slot = (slot + 1) & mask) {
      const found = first[slot] as number
      if (found === NONE) return slot
      if (counts[found] === length && isSame(id, left, found)) return slot
    }
  }
  // From the last to the first, so that the least id of equal bits stays.
  for (let id = size - 1; id >= 0; id--) {
    first[slotOf(id, -1)] = id
  }
  return {
    firstOf: (id) => first[slotOf(id, -1)] as number,
    firstWithout: (id, left) => first[slotOf(id, left)] as number,
  }
}

function scrambled(value: number): number {
  let hash = Math.imul(value + 0x9e3779b9, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
