import type { NeighbourGraph } from '../space/neighbour-graph.ts'

/**
 * A graph of some architectures alone, numbered by their place in the list.
 * @param ids ascending
 */
export function restrictedGraph(graph: NeighbourGraph, ids: ArrayLike<number>): NeighbourGraph {
  const places = new Map(Array.from(ids, (id, place) => [id, place]))
  const offsets = new Uint32Array(ids.length + 1)
  const neighbours: number[] = []
  for (let place = 0; place < ids.length; place++) {
    const id = ids[place] as number
    for (let at = graph.offsets[id] as number; at < (graph.offsets[id + 1] as number); at++) {
      const other = places.get(graph.neighbours[at] as number)
      if (other !== undefined) neighbours.push(other)
    }
    offsets[place + 1] = neighbours.length
  }
  return { size: ids.length, offsets, neighbours: Uint32Array.from(neighbours) }
}
