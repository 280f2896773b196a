import type { Release } from '../fitness/release.ts'
import { FOOTPRINT_ENTRIES } from '../landscape/footprint-entries.ts'
import type { InstanceLandscape } from '../landscape/instance-landscapes.ts'
import {
  LANDSCAPES_VERSION,
  type LandscapesFile,
  landscapesFileName,
} from '../landscape/landscapes-file.ts'
import type { NeighbourGraph } from '../space/neighbour-graph.ts'
import { encodeNeighbourGraph } from '../space/neighbour-graph-encoding.ts'
import { type PlannedFile, plain } from './planned-file.ts'

/** What is computed from a release and its space, and goes into its files. */
export interface Derived {
  /** The graph `graph-edit`. */
  readonly graph: NeighbourGraph
  /** By instance. */
  readonly landscapes: ReadonlyMap<string, readonly InstanceLandscape[]>
}

interface DerivedFile {
  readonly file: PlannedFile
  readonly content: () => string | Uint8Array
}

export const GRAPH_NAME = 'graph-edit-1.bin'

/** The files of the instances that have landscapes, and the graph that they are on. */
export function derivedFilesOf(release: Release, derived: Derived | undefined): DerivedFile[] {
  if (derived === undefined) return []
  const graph = {
    file: plain(GRAPH_NAME, 'the neighbours of every architecture by one edit'),
    content: () => encodeNeighbourGraph(derived.graph, 'graph-edit'),
  }
  const landscapes = release.instances.flatMap(({ instance: { id } }): DerivedFile[] => {
    const own = derived.landscapes.get(id) ?? []
    if (own.length === 0) return []
    const file: LandscapesFile = {
      version: LANDSCAPES_VERSION,
      release: release.id,
      instance: id,
      entries: FOOTPRINT_ENTRIES,
      landscapes: own,
    }
    const about = `the fitness landscapes of \`${id}\`: footprints and local optima`
    return [
      { file: plain(landscapesFileName(id), about), content: () => `${JSON.stringify(file)}\n` },
    ]
  })
  return [graph, ...landscapes]
}
