import type { Distribution } from '../fitness/distribution.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import {
  columnOf,
  damaged,
  type Executor,
  readColumns,
  type StoredColumns,
} from './release-columns.ts'
import type { ManifestInstance, ManifestPredictions } from './release-manifest.ts'
import { columnNames, NEAREST_MEASURED } from './release-predictions.ts'

type Described = Pick<PredictionTable, 'distributions' | 'correlations'>

/** The predictions of a released surrogate at one budget, to be read. */
export interface StoredPredictions extends StoredColumns, Described {
  /** Equal where the same would be read. */
  readonly key: string
  readonly epochs: number
  /** Of those that the instance has. */
  readonly measures: readonly Measure[]
}

/** Predictions in memory, by the keys of what is stored of them. */
export type KeyedPredictions<Table = PredictionTable> = ReadonlyMap<string, Table>

/** By epochs, ascending. */
export function storedPredictionTables(
  releaseId: string,
  { instance, surrogate }: Pick<ManifestInstance, 'instance' | 'surrogate'>,
): StoredPredictions[] {
  return (surrogate?.tables ?? []).map((table) => {
    const { epochs, columns } = table
    const known = new Set(columns.map(({ name }) => name))
    const measures = measuresOf(instance).filter((measure) => known.has(columnNames(measure).mean))
    const described = describedOf(table, measures)
    const digests = columns.map(({ name, digest }) => [name, digest])
    return {
      where: `release ${releaseId}, ${surrogate?.id} at ${epochs} epochs`,
      key: JSON.stringify([epochs, measures.map(measureName), described, digests]),
      epochs,
      measures,
      ...described,
      columns,
    }
  })
}

function describedOf(
  { described }: Pick<ManifestPredictions, 'described'>,
  measures: readonly Measure[],
): Described {
  const places = measures.map((measure) =>
    described.measures.findIndex((one) => one.measure === measureName(measure)),
  )
  return {
    distributions: places.map((at) => described.measures[at]?.distribution as Distribution),
    correlations: places.map((row) =>
      places.map((at) => described.correlations[row]?.[at] as number),
    ),
  }
}

/**
 * Tables that were stored a moment ago, by key: as `readPredictions` would read them.
 * @param tables by epochs, ascending, as the surrogate made them
 */
export function keptPredictions(
  released: Parameters<typeof storedPredictionTables>[1],
  tables: readonly PredictionTable[],
): KeyedPredictions {
  const stored = storedPredictionTables('to come', released)
  return new Map(
    stored.map(({ key, epochs, measures, distributions, correlations }, at) => {
      const table = tables[at] as PredictionTable
      const names = table.measures.map(measureName)
      const places = measures.map((measure) => names.indexOf(measureName(measure)))
      const columns = (of: readonly Float32Array[]) =>
        places.map((place) => of[place] as Float32Array)
      const means = columns(table.means)
      const standardDeviations = columns(table.standardDeviations)
      const { nearestMeasured } = table
      const described = { distributions, correlations }
      return [key, { epochs, measures, means, standardDeviations, ...described, nearestMeasured }]
    }),
  )
}

/** @throws Error naming the release and the column that is damaged */
export async function readPredictions(
  executor: Executor,
  stored: StoredPredictions,
): Promise<PredictionTable> {
  const { where, epochs, measures, distributions, correlations } = stored
  const read = await readColumns(executor, [stored], new Map())
  const column = (name: string) => {
    const found = columnOf(stored, name, read)
    if (!(found instanceof Float32Array)) throw damaged(where, name, 'holds no predictions')
    return found
  }
  const nearest = () => {
    const found = columnOf(stored, NEAREST_MEASURED, read)
    if (!(found instanceof Uint8Array)) throw damaged(where, NEAREST_MEASURED, 'holds no distances')
    return found
  }
  const names = measures.map(columnNames)
  return {
    epochs,
    measures,
    means: names.map(({ mean }) => column(mean)),
    standardDeviations: names.map(({ standardDeviation }) => column(standardDeviation)),
    distributions,
    correlations,
    nearestMeasured: nearest(),
  }
}
