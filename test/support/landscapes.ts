import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { LandscapeAccess } from '../../api/operations/landscape-access.ts'
import type { InstanceView, ReleaseView } from '../../api/operations/release-view.ts'
import { graphFileName, openNeighbourGraph } from '../../db/neighbour-graph-file.ts'
import { replaceFile } from '../../db/space-file.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
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
  // Invented instances have equal values under several names, in several workers.
  const path = join(inject('exports'), `landscapes-${digestOf(kept, space.size)}.json`)
  await madeOnce(path, () => {
    const parts = { space, graphOf: () => graph, operators: ['graph-edit'] as const }
    const made = [...instanceLandscapes(kept, parts)]
    return replaceFile(path, Buffer.from(JSON.stringify(made)))
  })
  return JSON.parse(readFileSync(path, 'utf8')) as InstanceLandscape[]
}

type Kept = Pick<InstanceView, 'instance' | 'tables' | 'predictions'>

/** Of all that landscapes are made from, but the name of the instance. */
function digestOf({ instance, tables, predictions }: Kept, size: number): string {
  const names = measuresOf(instance).map(measureName)
  const digest = createHash('sha256').update(JSON.stringify(instance.metrics))
  for (const [epochs, table] of tables) {
    const ids = [...table.architectureIds]
    const values = names.map((name) => ids.map((_, row) => table.meanColumn(name)?.(row)))
    digest.update(JSON.stringify([epochs, ids, values]))
  }
  for (const [epochs, { packed }] of predictions) {
    digest.update(JSON.stringify([epochs, packed.measures]))
    for (const column of packed.measures.keys()) {
      digest.update(Float64Array.from({ length: size }, (_, id) => packed.meanOf(column, id)))
    }
  }
  return digest.digest('hex').slice(0, 16)
}

/** What a service has beside a release. */
export function derivedFor(release: ReleaseView) {
  return { landscapes: landscapesFor(release), openGraph: testGraph }
}
