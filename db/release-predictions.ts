import { checkPredictions } from '../fitness/check-predictions.ts'
import type { Distribution, Withheld } from '../fitness/distribution.ts'
import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import { encodeShort } from './release-column.ts'
import { type Executor, type NamedColumn, storeColumns } from './release-columns.ts'
import {
  type ManifestInstance,
  type ManifestPredictions,
  type ManifestSurrogate,
  readManifest,
} from './release-manifest.ts'

/** A surrogate as publication needs it. */
export interface PublishedSurrogate {
  /** Of the model and its version, for example `so2sat-lcz42-1`. */
  readonly id: string
  readonly instance: Instance
  /** Of the model file. */
  readonly sha256: string
  /** Another one of the same model predicts other numbers. */
  readonly predictionsVersion: number
  /** Measures that it was trained for and does not predict. */
  readonly withheld: readonly Withheld[]
  /**
   * Predicts every architecture of the space; asked only for what no release has yet, and of all
   * surrogates at the same time, so that they may share their work.
   */
  predictions(): Promise<readonly PredictionTable[]>
}

export const columnNames = (measure: Measure) => ({
  mean: `mean.${measureName(measure)}`,
  standardDeviation: `standardDeviation.${measureName(measure)}`,
})
export const NEAREST_MEASURED = 'nearestMeasured'

/** What any release has of a surrogate already; null where none has. */
export async function storedPredictions(
  executor: Executor,
  surrogate: Omit<PublishedSurrogate, 'predictions'>,
  architectures: number,
): Promise<ManifestSurrogate | null> {
  const releases = await executor
    .selectFrom('release_surrogates')
    .innerJoin('releases', 'releases.release_id', 'release_surrogates.release_id')
    .select(['releases.release_id', 'instance_id', 'manifest'])
    .where('surrogate_id', '=', surrogate.id)
    .where('sha256', '=', surrogate.sha256)
    .where('predictions_version', '=', surrogate.predictionsVersion)
    .execute()
  for (const { release_id, instance_id, manifest: text } of releases) {
    const manifest = readManifest(release_id, text)
    if (manifest.architectures !== architectures) continue
    const released = manifest.instances.find(({ instance }) => instance.id === instance_id)
    if (released?.surrogate) return { ...released.surrogate, withheld: [...surrogate.withheld] }
  }
  return null
}

/** Notes which surrogates a release has. */
export async function storeReleaseSurrogates(
  executor: Executor,
  releaseId: string,
  instances: readonly ManifestInstance[],
): Promise<void> {
  const rows = instances.flatMap(({ instance, surrogate }) =>
    surrogate === null
      ? []
      : [
          {
            release_id: releaseId,
            instance_id: instance.id,
            surrogate_id: surrogate.id,
            sha256: surrogate.sha256,
            predictions_version: surrogate.predictionsVersion,
          },
        ],
  )
  if (rows.length > 0) await executor.insertInto('release_surrogates').values(rows).execute()
}

/**
 * Lets a surrogate predict; by epochs, ascending.
 * @param architectures size of the space
 * @throws what `predictions` throws, and Error where a value is missing or impossible, or a withheld
 * measure is predicted
 */
export async function predictionsOf(
  surrogate: PublishedSurrogate,
  architectures: number,
): Promise<PredictionTable[]> {
  const { id, withheld } = surrogate
  const tables = [...(await surrogate.predictions())].sort(
    (left, right) => left.epochs - right.epochs,
  )
  if (tables.length === 0) throw new Error(`${id} predicts nothing`)
  const budgets = new Set(tables.map(({ epochs }) => epochs))
  if (budgets.size !== tables.length) throw new Error(`${id} predicts one budget twice`)
  for (const table of tables) {
    checkPredictions(surrogate, table, architectures)
    for (const { epochs, measure } of withheld) {
      if (epochs !== table.epochs || !table.measures.some((one) => measureName(one) === measure)) {
        continue
      }
      throw new Error(`${id} predicts ${measure} at ${epochs} epochs, which it withholds`)
    }
  }
  return tables
}

/** Stores the columns that are not stored yet, and says how to find them. */
export async function storePredictions(
  executor: Executor,
  { id, sha256, predictionsVersion, withheld }: PublishedSurrogate,
  predicted: readonly PredictionTable[],
): Promise<ManifestSurrogate> {
  const columns = await storeColumns(executor, predicted.flatMap(namedColumns), encodeShort)
  let stored = 0
  const tables = predicted.map((table) => {
    const from = stored
    stored += namedColumns(table).length
    return { ...describedOf(table), columns: columns.slice(from, stored) }
  })
  return { id, sha256, predictionsVersion, tables, withheld: [...withheld] }
}

function namedColumns({ measures, ...table }: PredictionTable): NamedColumn[] {
  const predicted = measures.flatMap((measure, at): NamedColumn[] => {
    const names = columnNames(measure)
    return [
      [names.mean, table.means[at] as Float32Array],
      [names.standardDeviation, table.standardDeviations[at] as Float32Array],
    ]
  })
  return [...predicted, [NEAREST_MEASURED, table.nearestMeasured]]
}

function describedOf({
  epochs,
  measures,
  distributions,
  correlations,
}: PredictionTable): Omit<ManifestPredictions, 'columns'> {
  const described = {
    measures: measures.map((measure, at) => ({
      measure: measureName(measure),
      distribution: distributions[at] as Distribution,
    })),
    correlations: correlations.map((row) => [...row]),
  }
  return { epochs, described }
}
