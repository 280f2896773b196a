import { type ComplexityTable, complexityTable } from '../fitness/complexity-table.ts'
import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import { type FitnessTable, openFitnessTable } from '../fitness/fitness-table.ts'
import type { Instance } from '../fitness/instance.ts'
import type { InputShape } from '../space/complexity.ts'
import type { Space } from '../space/space.ts'

// Described here and not imported from db/, so that the client's types need no database library.
export interface LoadedSource {
  readonly name: string
  readonly title: string
  readonly url: string | null
  readonly licence: string
  readonly sha256: string
  readonly sizeBytes: number
}

export interface LoadedInstance {
  readonly instance: Instance
  readonly completeness: 'complete' | 'partial'
  readonly sources: readonly LoadedSource[]
  readonly tables: readonly EvaluationTable[]
}

/** A release as the database gives it. */
export interface LoadedRelease {
  readonly id: string
  readonly publishedAt: string
  readonly instances: readonly LoadedInstance[]
}

/** One instance of a release, opened for look-ups. */
export interface InstanceView {
  readonly instance: Instance
  readonly completeness: 'complete' | 'partial'
  readonly sources: readonly LoadedSource[]
  /** By epochs, ascending. */
  readonly tables: ReadonlyMap<number, FitnessTable>
  /** Most runs that any architecture has at any budget. */
  readonly runs: number
  /** Architectures with a row at any budget. */
  readonly tabular: number
  readonly complexity: ComplexityTable
}

/** A release, opened: everything that answers a look-up, in memory. */
export interface ReleaseView {
  readonly id: string
  readonly publishedAt: string
  readonly instances: ReadonlyMap<string, InstanceView>
  /** By instance id: the instances of the release and the two that every service knows. */
  readonly complexities: ReadonlyMap<string, ComplexityTable>
}

const BUILT_IN_SHAPES: Readonly<Record<string, InputShape>> = {
  cifar10: { height: 32, width: 32, channels: 3, classes: 10 },
  'so2sat-lcz42': { height: 32, width: 32, channels: 10, classes: 17 },
}

function countArchitectures(tables: readonly EvaluationTable[], size: number): number {
  const seen = new Uint8Array(size)
  for (const table of tables) for (const id of table.architectureIds) seen[id] = 1
  return seen.reduce((sum, one) => sum + one, 0)
}

/** Opens a release: 4 bytes an architecture and table, 16 an architecture and input shape. */
export function viewRelease(release: LoadedRelease, space: Space): ReleaseView {
  const byShape = new Map<string, ComplexityTable>()
  const complexityOf = ({ height, width, channels, classes }: InputShape) => {
    const key = [height, width, channels, classes].join()
    const known = byShape.get(key)
    if (known !== undefined) return known
    const made = complexityTable(space, { height, width, channels, classes })
    byShape.set(key, made)
    return made
  }
  const views = release.instances.map(({ instance, completeness, sources, tables }) => {
    const sorted = [...tables].sort((left, right) => left.epochs - right.epochs)
    const opened = sorted.map((table) => openFitnessTable(instance, table, space.size))
    return {
      instance,
      completeness,
      sources,
      tables: new Map(opened.map((table) => [table.epochs, table])),
      runs: Math.max(0, ...opened.map(({ runsMax }) => runsMax)),
      tabular: countArchitectures(tables, space.size),
      complexity: complexityOf({ ...instance.input, classes: instance.classes }),
    }
  })
  const builtIn = Object.entries(BUILT_IN_SHAPES).map(
    ([id, shape]) => [id, complexityOf(shape)] as const,
  )
  const own = views.map(({ instance, complexity }) => [instance.id, complexity] as const)
  return {
    id: release.id,
    publishedAt: release.publishedAt,
    instances: new Map(views.map((view) => [view.instance.id, view])),
    complexities: new Map([...builtIn, ...own]),
  }
}
