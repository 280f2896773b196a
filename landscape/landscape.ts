import type { NeighbourGraph } from '../space/neighbour-graph.ts'

/** A fitness over the architectures of a neighbour graph. */
export interface Landscape {
  readonly graph: NeighbourGraph
  /** One value an architecture, higher is better; NaN where there is none: then it is no neighbour. */
  readonly fitness: Float64Array
}

/** Ids of the architectures that have a value, ascending. */
export function valuedIds(fitness: Float64Array): Uint32Array {
  let count = 0
  for (const value of fitness) if (!Number.isNaN(value)) count++
  const ids = new Uint32Array(count)
  let at = 0
  for (let id = 0; id < fitness.length; id++) if (!Number.isNaN(fitness[id])) ids[at++] = id
  return ids
}

/** How many neighbours of each architecture have a value; 0 for one that has none itself. */
export function valuedDegrees({ graph, fitness }: Landscape): Uint16Array {
  const { size, offsets, neighbours } = graph
  const degrees = new Uint16Array(size)
  for (let id = 0; id < size; id++) {
    if (Number.isNaN(fitness[id])) continue
    let degree = 0
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      if (!Number.isNaN(fitness[neighbours[at] as number])) degree++
    }
    degrees[id] = degree
  }
  return degrees
}

/**
 * Marks the architectures to which a move from another with a value leads. With `published-136` some
 * can only be left: their moves are those of another architecture with the same bits.
 */
export function enteredIds({ graph, fitness }: Landscape): Uint8Array {
  const { size, offsets, neighbours } = graph
  const entered = new Uint8Array(size)
  for (let id = 0; id < size; id++) {
    if (Number.isNaN(fitness[id])) continue
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      entered[neighbours[at] as number] = 1
    }
  }
  return entered
}
