import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LandscapeAccess } from '../../api/operations/landscape-access.ts'
import type { ReleaseView } from '../../api/operations/release-view.ts'
import { openNeighbourGraph } from '../../db/neighbour-graph-file.ts'
import { type InstanceLandscape, instanceLandscapes } from '../../landscape/instance-landscapes.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { testSpace } from './space.ts'

let opened: Promise<NeighbourGraph> | undefined

/** The graph of neighbours by one edit, built once for this machine. */
export function testGraph(): Promise<NeighbourGraph> {
  opened ??= testSpace().then((space) =>
    openNeighbourGraph(join(tmpdir(), 'eo-nas-bench-test'), space, 'graph-edit'),
  )
  return opened
}

const known = new WeakMap<ReleaseView, Map<string, Promise<InstanceLandscape[]>>>()

/**
 * The landscapes of a release at the largest budgets with neighbours by one edit, computed when they
 * are first asked for: each takes a second.
 */
export function landscapesFor(release: ReleaseView): LandscapeAccess {
  const byInstance = known.get(release) ?? new Map<string, Promise<InstanceLandscape[]>>()
  known.set(release, byInstance)
  return {
    landscapesOf: (instance) => {
      const made = byInstance.get(instance) ?? computed(release, instance)
      byInstance.set(instance, made)
      return made
    },
  }
}

async function computed(release: ReleaseView, instance: string): Promise<InstanceLandscape[]> {
  const view = release.instances.get(instance)
  if (view === undefined) return []
  const [space, graph] = [await testSpace(), await testGraph()]
  const largest = view.epochs.at(-1)
  const isKept = ([epochs]: readonly [number, unknown]) => epochs === largest
  const kept = {
    instance: view.instance,
    tables: new Map([...view.tables].filter(isKept)),
    predictions: new Map([...view.predictions].filter(isKept)),
  }
  return [...instanceLandscapes(kept, { space, graphOf: () => graph, operators: ['graph-edit'] })]
}

/** What a service has beside a release. */
export function derivedFor(release: ReleaseView) {
  return { landscapes: landscapesFor(release), openGraph: testGraph }
}
