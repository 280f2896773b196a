import { buildingEditGraph } from './edit-graph.ts'
import { buildingHammingGraph, buildingPublishedGraph } from './expanded-graph.ts'
import type { NeighbourGraph, Operator } from './neighbour-graph.ts'
import type { Space } from './space.ts'

type Building = (space: Space) => Generator<number, NeighbourGraph>

/** Builds the graph of each operator; yields the number of architectures done so far. */
export const BUILDING: Readonly<Record<Operator, Building>> = {
  'graph-edit': buildingEditGraph,
  'hamming-289': buildingHammingGraph,
  'published-136': buildingPublishedGraph,
}

export function buildNeighbourGraph(space: Space, operator: Operator): NeighbourGraph {
  const building = BUILDING[operator](space)
  for (;;) {
    const step = building.next()
    if (step.done) return step.value
  }
}
