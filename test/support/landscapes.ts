import { join } from 'node:path'
import type { LandscapeAccess } from '../../api/operations/landscape-access.ts'
import type { ReleaseView } from '../../api/operations/release-view.ts'
import { graphFileName, openNeighbourGraph } from '../../db/neighbour-graph-file.ts'
import { type InstanceLandscape, instanceLandscapes } from '../../landscape/instance-landscapes.ts'
import type { NeighbourGraph, Operator } from '../../space/neighbour-graph.ts'
import { madeOnce } from './made-once.ts'
import { KEPT_FOLDER, testSpace } from './space.ts'

const opened = new Map<Operator, Promise<NeighbourGraph>>()

/** The graph of neighbours of an operator, built once for this machine. */
export function testGraph(operator: Operator = 'graph-edit'): Promise<NeighbourGraph> {
  const graph = opened.get(operator) ?? open(operator)
  opened.set(operator, graph)
  return graph
}

async function open(operator: Operator): Promise<NeighbourGraph> {
  const space = await testSpace()
  const graph = () => openNeighbourGraph(KEPT_FOLDER, space, operator)
  await madeOnce(join(KEPT_FOLDER, graphFileName(operator)), graph)
  return graph()
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
