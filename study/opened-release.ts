import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EoNasBenchError, type LocalRelease, openRelease } from '../client/index.ts'
import type { NeighbourGraph, Operator } from '../space/neighbour-graph.ts'
import { buildNeighbourGraph } from '../space/neighbour-graphs.ts'
import type { Space } from '../space/space.ts'
import { decodeSpace } from '../space/space-encoding.ts'

/** A release in files, opened for studies: its space, its values, its neighbour graphs. */
export interface OpenedRelease {
  readonly local: LocalRelease
  readonly space: Space
  /** Built when it is first asked for. */
  graphOf(operator: Operator): NeighbourGraph
}

/** A measure of an instance at a budget. */
export interface FitnessChoice {
  readonly instance: string
  readonly epochs: number
  /** As in a sort order: `validationOverallAccuracy`. */
  readonly measure: string
  readonly source: 'tabular' | 'surrogate'
}

/** @param folder of a release as `npm run release -- export` writes it */
export async function openReleaseFolder(folder: string): Promise<OpenedRelease> {
  const local = await openRelease(folder)
  const space = decodeSpace(await readFile(join(folder, 'space-1.bin')))
  const graphs = new Map<Operator, NeighbourGraph>()
  return {
    local,
    space,
    graphOf: (operator) => {
      const known = graphs.get(operator)
      if (known !== undefined) return known
      const built = buildNeighbourGraph(space, operator)
      graphs.set(operator, built)
      return built
    },
  }
}

/** One value an architecture, NaN where there is none; all NaN where the budget lacks the source. */
export async function fitnessOf(
  { local, space }: OpenedRelease,
  { instance, epochs, measure, source }: FitnessChoice,
): Promise<Float64Array> {
  const lookUp = await local
    .lookUp({ instance, epochs, source, value: measure })
    .catch((error: unknown) => {
      if (error instanceof EoNasBenchError && error.code === 'not_evaluated') return null
      throw error
    })
  return Float64Array.from({ length: space.size }, (_, id) => lookUp?.ofId(id) ?? Number.NaN)
}
