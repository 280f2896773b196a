import type { NeighbourGraph } from './neighbour-graph.ts'

/** The distance of an architecture that no source reaches, or none within 254 edits. */
export const UNREACHABLE = 255

/**
 * Counts the edits from every architecture to the nearest source, breadth-first.
 * @param sources architecture ids; one may be listed several times
 * @returns one value an architecture by its id: 0 for a source, `UNREACHABLE` where none leads there
 * @throws RangeError where a source is no architecture of the graph
 */
export function editDistances(graph: NeighbourGraph, sources: Iterable<number>): Uint8Array {
  const { size } = graph
  const distances = new Uint8Array(size).fill(UNREACHABLE)
  const queue = new Uint32Array(size)
  let end = 0
  for (const source of sources) {
    if (!Number.isInteger(source) || source < 0 || source >= size) {
      throw new RangeError(`There is no architecture ${source}; ids go from 0 to ${size - 1}.`)
    }
    if (distances[source] === 0) continue
    distances[source] = 0
    queue[end++] = source
  }
  let begin = 0
  for (let distance = 1; distance < UNREACHABLE && begin < end; distance++) {
    const levelEnd = end
    // Where few are left, each of them looks for one neighbour of the level: most find it at once.
    end =
      size - levelEnd < levelEnd - begin
        ? searchedFromRest(graph, distances, distance, queue, end)
        : searchedFromLevel(graph, distances, distance, queue, begin, end)
    begin = levelEnd
  }
  return distances
}

function searchedFromLevel(
  { offsets, neighbours }: NeighbourGraph,
  distances: Uint8Array,
  distance: number,
  queue: Uint32Array,
  begin: number,
  levelEnd: number,
): number {
  let end = levelEnd
  for (let next = begin; next < levelEnd; next++) {
    const id = queue[next] as number
    const last = offsets[id + 1] as number
    for (let at = offsets[id] as number; at < last; at++) {
      const other = neighbours[at] as number
      if (distances[other] !== UNREACHABLE) continue
      distances[other] = distance
      queue[end++] = other
    }
  }
  return end
}

function searchedFromRest(
  { size, offsets, neighbours }: NeighbourGraph,
  distances: Uint8Array,
  distance: number,
  queue: Uint32Array,
  levelEnd: number,
): number {
  let end = levelEnd
  for (let id = 0; id < size; id++) {
    if (distances[id] !== UNREACHABLE) continue
    const last = offsets[id + 1] as number
    for (let at = offsets[id] as number; at < last; at++) {
      if (distances[neighbours[at] as number] !== distance - 1) continue
      distances[id] = distance
      queue[end++] = id
      break
    }
  }
  return end
}
