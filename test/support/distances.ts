import { editDistances } from '../../space/edit-distance.ts'
import { buildEditGraph } from '../../space/edit-graph.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import type { Distances } from '../../training/target-fit.ts'
import { testSpace } from './space.ts'

let graph: Promise<NeighbourGraph> | null = null

/** The edit graph of the whole space, built once a test file. */
export function testGraph(): Promise<NeighbourGraph> {
  graph ??= testSpace().then(buildEditGraph)
  return graph
}

export async function testDistances(): Promise<Distances> {
  const own = await testGraph()
  return (ids) => editDistances(own, ids)
}
