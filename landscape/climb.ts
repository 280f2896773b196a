import type { NeighbourGraph } from '../space/neighbour-graph.ts'

/** Where steepest ascent leads from one architecture. */
export interface Climb {
  /** Architecture ids, the start first; the last is on the plateau of the optimum. */
  readonly path: readonly number[]
  /** Least id of the plateau of the local optimum. */
  readonly optimum: number
}

export interface ClimbedLandscape {
  readonly graph: NeighbourGraph
  /** NaN where an architecture has no value. */
  readonly fitnessOf: (id: number) => number
}

/**
 * Steepest ascent from one architecture, by the rules of `findBasins` and with its results, but
 * without a look at the rest of the space.
 * @param start an architecture that has a value
 */
export function climb(landscape: ClimbedLandscape, start: number): Climb {
  const path = [start]
  for (;;) {
    const at = path.at(-1) as number
    const next = fittestOf(landscape, at)
    if (next !== at) {
      path.push(next)
      continue
    }
    const plateau = plateauOf(landscape, at)
    const across = movesAcross(landscape, plateau)
    if (across.size === 0) return { path, optimum: plateau[0] as number }
    for (let id = at; across.get(id) !== undefined; ) {
      id = across.get(id) as number
      path.push(id)
    }
  }
}

/** The fittest of the fitter neighbours, the least id of equals; itself without one. */
function fittestOf({ graph, fitnessOf }: ClimbedLandscape, id: number): number {
  const { offsets, neighbours } = graph
  let fittest = id
  let best = fitnessOf(id)
  for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
    const other = neighbours[at] as number
    const value = fitnessOf(other)
    if (value > best) {
      best = value
      fittest = other
    }
  }
  return fittest
}

/** The connected architectures of equal fitness, ascending. */
function plateauOf({ graph, fitnessOf }: ClimbedLandscape, start: number): number[] {
  const { offsets, neighbours } = graph
  const own = fitnessOf(start)
  const members = new Set([start])
  for (const id of members) {
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      const other = neighbours[at] as number
      if (fitnessOf(other) === own) members.add(other)
    }
  }
  return [...members].sort((a, b) => a - b)
}

/**
 * By member of a plateau: its next move towards the nearest member with a fitter neighbour; those
 * members have none. Empty where no member has a fitter neighbour.
 */
function movesAcross(landscape: ClimbedLandscape, plateau: readonly number[]): Map<number, number> {
  const { offsets, neighbours } = landscape.graph
  const exits = plateau.filter((id) => fittestOf(landscape, id) !== id)
  const unsettled = new Set(plateau)
  for (const id of exits) unsettled.delete(id)
  const moves = new Map<number, number>()
  if (exits.length === 0) return moves
  const queue = [...exits]
  for (const id of queue) {
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      const other = neighbours[at] as number
      if (!unsettled.delete(other)) continue
      moves.set(other, id)
      queue.push(other)
    }
  }
  return moves
}
