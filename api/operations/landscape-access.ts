import type { InstanceLandscape } from '../../landscape/instance-landscapes.ts'
import { buildingEditGraph } from '../../space/edit-graph.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import type { Space } from '../../space/space.ts'
import type { Context } from './context.ts'
import { runCooperatively, type Steps } from './run-cooperatively.ts'

/** Landscapes of the release that is served, which are computed after it is published. */
export interface LandscapeAccess {
  /**
   * Of an instance; null where the release has none.
   * @throws ApiError `unavailable` while they are being computed
   */
  landscapesOf(instance: string): Promise<readonly InstanceLandscape[] | null>
}

const graphs = new WeakMap<Space, Promise<NeighbourGraph>>()

/** The graph `graph-edit`, opened or built when it is first asked for, and kept. */
export function editGraph({ space, openGraph }: Context): Promise<NeighbourGraph> {
  const known = graphs.get(space)
  if (known !== undefined) return known
  const opening = openGraph?.() ?? Promise.resolve(runCooperatively(building(space)))
  graphs.set(space, opening)
  opening.catch(() => graphs.delete(space)) // the next one who asks tries again
  return opening
}

function* building(space: Space): Steps<NeighbourGraph> {
  const steps = buildingEditGraph(space)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield
  }
}
