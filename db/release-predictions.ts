import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import {
  columnOf,
  damaged,
  type Executor,
  readColumns,
  type StoredColumns,
  storeColumn,
} from './release-columns.ts'
import {
  type ManifestColumn,
  type ManifestInstance,
  type ManifestSurrogate,
  type ManifestTable,
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
  /**
   * Predicts every architecture of the space; asked only for what no release has yet, and of all
   * surrogates at the same time, so that they may share their work.
   */
  predictions(): Promise<readonly PredictionTable[]>
}

const columnNames = (measure: Measure) => ({
  mean: `mean.${measureName(measure)}`,
  standardDeviation: `standardDeviation.${measureName(measure)}`,
})

/** What any release has of a surrogate already; null where none has. */
export async function storedPredictions(
  executor: Executor,
  { id, sha256, predictionsVersion }: Omit<PublishedSurrogate, 'predictions'>,
  architectures: number,
): Promise<ManifestSurrogate | null> {
  const releases = await executor
    .selectFrom('releases')
    .select(['release_id', 'manifest'])
    .where('manifest', 'like', `%${sha256}%`)
    .execute()
  for (const { release_id, manifest: text } of releases) {
    const manifest = readManifest(release_id, text)
    if (manifest.architectures !== architectures) continue
    for (const { surrogate } of manifest.instances) {
      if (surrogate?.id !== id || surrogate.sha256 !== sha256) continue
      if (surrogate.predictionsVersion === predictionsVersion) return surrogate
    }
  }
  return null
}

/**
 * Lets a surrogate predict; by epochs, ascending.
 * @param architectures size of the space
 * @throws what `predictions` throws, and Error where a value is missing or impossible
 */
export async function predictionsOf(
  surrogate: PublishedSurrogate,
  architectures: number,
): Promise<PredictionTable[]> {
  const { id } = surrogate
  const tables = [...(await surrogate.predictions())].sort(
    (left, right) => left.epochs - right.epochs,
  )
  if (tables.length === 0) throw new Error(`${id} predicts nothing`)
  const budgets = new Set(tables.map(({ epochs }) => epochs))
  if (budgets.size !== tables.length) throw new Error(`${id} predicts one budget twice`)
  for (const { epochs, measures, means, standardDeviations } of tables) {
    const isWhole = (columns: readonly Float32Array[], least: number) =>
      columns.length === measures.length &&
      columns.every(
        (column) =>
          column.length === architectures &&
          column.every((value) => Number.isFinite(value) && value >= least),
      )
    if (isWhole(means, -Infinity) && isWhole(standardDeviations, 0)) continue
    throw new Error(
      `${id} does not give a number with a standard deviation for each of its measures and all ${architectures} architectures at ${epochs} epochs`,
    )
  }
  return tables
}

/** Stores the columns that are not stored yet, and says how to find them. */
export async function storePredictions(
  executor: Executor,
  { id, sha256, predictionsVersion }: PublishedSurrogate,
  predicted: readonly PredictionTable[],
): Promise<ManifestSurrogate> {
  const tables: ManifestTable[] = []
  for (const { epochs, measures, means, standardDeviations } of predicted) {
    const columns: ManifestColumn[] = []
    for (const [at, measure] of measures.entries()) {
      const names = columnNames(measure)
      for (const [name, column] of [
        [names.mean, means[at]],
        [names.standardDeviation, standardDeviations[at]],
      ] as const) {
        if (column !== undefined) columns.push(await storeColumn(executor, name, column))
      }
    }
    tables.push({ epochs, columns })
  }
  return { id, sha256, predictionsVersion, tables }
}

/** The predictions of a released surrogate at one budget, to be read. */
export interface StoredPredictions extends StoredColumns {
  /** Equal where the same would be read. */
  readonly key: string
  readonly epochs: number
  /** Of those that the instance has. */
  readonly measures: readonly Measure[]
}

/** By epochs, ascending. */
export function storedPredictionTables(
  releaseId: string,
  { instance, surrogate }: Pick<ManifestInstance, 'instance' | 'surrogate'>,
): StoredPredictions[] {
  return (surrogate?.tables ?? []).map(({ epochs, columns }) => {
    const known = new Set(columns.map(({ name }) => name))
    const measures = measuresOf(instance).filter((measure) => known.has(columnNames(measure).mean))
    const digests = columns.map(({ name, digest }) => [name, digest])
    return {
      where: `release ${releaseId}, ${surrogate?.id} at ${epochs} epochs`,
      key: JSON.stringify([epochs, measures.map(measureName), digests]),
      epochs,
      measures,
      columns,
    }
  })
}

/** @throws Error naming the release and the column that is damaged */
export async function readPredictions(
  executor: Executor,
  stored: StoredPredictions,
): Promise<PredictionTable> {
  const { where, epochs, measures } = stored
  const read = await readColumns(executor, [stored], new Map())
  const column = (name: string) => {
    const found = columnOf(stored, name, read)
    if (!(found instanceof Float32Array)) throw damaged(where, name, 'holds no predictions')
    return found
  }
  const names = measures.map(columnNames)
  return {
    epochs,
    measures,
    means: names.map(({ mean }) => column(mean)),
    standardDeviations: names.map(({ standardDeviation }) => column(standardDeviation)),
  }
}
