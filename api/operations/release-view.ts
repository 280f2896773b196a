import { type ComplexityTable, complexityTable } from '../../fitness/complexity-table.ts'
import { coverageOf } from '../../fitness/coverage.ts'
import type { Withheld } from '../../fitness/distribution.ts'
import { type FitnessTable, openFitnessTable } from '../../fitness/fitness-table.ts'
import { measuresOf } from '../../fitness/measure.ts'
import type { PackedPredictions } from '../../fitness/packed-predictions.ts'
import { openPredictions, type Predictions } from '../../fitness/predictions.ts'
import type { Release, ReleasedInstance } from '../../fitness/release.ts'
import type { InputShape } from '../../space/complexity.ts'
import type { Space } from '../../space/space.ts'
import type { SurrogateCard } from './schemas/surrogate.ts'

/** A surrogate's model file and its card. */
export interface SurrogateModel {
  readonly id: string
  /** Of the file. */
  readonly sha256: string
  /** Where the file is. */
  readonly path: string
  readonly card: SurrogateCard
}

/** One instance of a release, opened for look-ups. */
export interface InstanceView
  extends Pick<ReleasedInstance, 'instance' | 'completeness' | 'sources'> {
  /** Budgets with evaluations or predictions, ascending. */
  readonly epochs: readonly number[]
  /** By epochs. */
  readonly tables: ReadonlyMap<number, FitnessTable>
  /** By epochs. */
  readonly predictions: ReadonlyMap<number, Predictions>
  /** Id of the surrogate that made the predictions. */
  readonly surrogate: string | null
  /** Measures that it was trained for and does not predict. */
  readonly withheld: readonly Withheld[]
  /** Whether anything is measured halfway through training. */
  readonly hasHalfway: boolean
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
  /** By id: the models that made the predictions of the release. */
  readonly surrogates: ReadonlyMap<string, SurrogateModel>
}

function viewInstance(
  { instance, completeness, sources, tables, surrogate }: ReleasedInstance<PackedPredictions>,
  space: Space,
): Omit<InstanceView, 'complexity'> {
  const opened = tables.map((table) => openFitnessTable(instance, table, space.size))
  const predictions = (surrogate?.predictions ?? []).map((table) =>
    openPredictions(instance, table),
  )
  const coverage = coverageOf(tables, surrogate?.predictions ?? [], space.size)
  return {
    instance,
    completeness,
    sources,
    ...coverage,
    tables: new Map(opened.map((table) => [table.epochs, table])),
    predictions: new Map(predictions.map((table) => [table.epochs, table])),
    surrogate: surrogate?.id ?? null,
    withheld: surrogate?.withheld ?? [],
    hasHalfway: measuresOf(instance).some(({ halfway }) => halfway),
  }
}

// The next release has the same space and mostly the same shapes, whose complexities take seconds.
const complexities = new WeakMap<Space, Map<string, ComplexityTable>>()

function complexityOf(
  space: Space,
  { height, width, channels, classes }: InputShape,
): ComplexityTable {
  const byShape = complexities.get(space) ?? new Map<string, ComplexityTable>()
  complexities.set(space, byShape)
  const key = [height, width, channels, classes].join()
  const known = byShape.get(key)
  if (known !== undefined) return known
  const made = complexityTable(space, { height, width, channels, classes })
  byShape.set(key, made)
  return made
}

/**
 * Opens a release: 4 bytes an architecture and table, 16 an architecture and input shape.
 * @param models of which those are served that made the predictions of the release
 */
export function viewRelease(
  release: Release<PackedPredictions>,
  space: Space,
  models: readonly SurrogateModel[] = [],
): ReleaseView {
  const views = release.instances.map((loaded): InstanceView => {
    const { input, classes } = loaded.instance
    return {
      ...viewInstance(loaded, space),
      complexity: complexityOf(space, { ...input, classes }),
    }
  })
  const surrogates = release.instances.flatMap(({ surrogate }) =>
    models.filter(({ id, sha256 }) => surrogate?.id === id && surrogate.sha256 === sha256),
  )
  return {
    id: release.id,
    publishedAt: release.publishedAt,
    instances: new Map(views.map((view) => [view.instance.id, view])),
    surrogates: new Map(surrogates.map((model) => [model.id, model])),
  }
}
