import { editDistances, UNREACHABLE } from '../space/edit-distance.ts'
import { expandedDistanceTo } from '../space/expanded-distances.ts'
import type { NeighbourGraph, Operator } from '../space/neighbour-graph.ts'
import type { Space } from '../space/space.ts'
import { type LinearFit, linearFit } from './linear-fit.ts'

export interface DistanceCorrelation extends LinearFit {
  /** Id of the fittest architecture, the least of equals. */
  readonly best: number
  /** Mean distance to it. */
  readonly distanceMean: number
}

export function fittestOf(fitness: Float64Array): number {
  let best = -1
  for (let id = 0; id < fitness.length; id++) {
    const value = fitness[id] as number
    if (!Number.isNaN(value) && (best < 0 || value > (fitness[best] as number))) best = id
  }
  if (best < 0) throw new RangeError('No architecture has a value.')
  return best
}

interface Within {
  readonly space: Space
  readonly graph: NeighbourGraph
}

/**
 * Distances of architectures to one, by id: edits along the graph for `graph-edit`, differing bits of
 * the representatives' encodings for the two others. NaN where no path leads.
 */
export function distanceTo(
  target: number,
  operator: Operator,
  { space, graph }: Within,
): (architectureId: number) => number {
  if (operator !== 'graph-edit') {
    return expandedDistanceTo(space, target, operator === 'published-136')
  }
  const distances = editDistances(graph, [target])
  return (architectureId) => {
    const distance = distances[architectureId] as number
    return distance === UNREACHABLE ? Number.NaN : distance
  }
}

/** The same of all architectures. */
export function distancesTo(target: number, operator: Operator, within: Within): Float64Array {
  const distanceOf = distanceTo(target, operator, within)
  return Float64Array.from({ length: within.space.size }, (_, id) => distanceOf(id))
}

/**
 * Fitness distance correlation (Jones, Forrest 1995) against the fittest architecture, with the
 * least-squares line of fitness over distance. The best itself is left out.
 */
export function distanceCorrelation(
  fitness: Float64Array,
  distances: Float64Array,
  best: number,
): DistanceCorrelation {
  const others = fitness.slice()
  others[best] = Number.NaN
  let sum = 0
  let count = 0
  for (let id = 0; id < others.length; id++) {
    const distance = distances[id] as number
    if (Number.isNaN(others[id]) || Number.isNaN(distance)) continue
    sum += distance
    count++
  }
  return { ...linearFit(distances, others), best, distanceMean: sum / count }
}
