import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import {
  type ColumnCache,
  columnOf,
  damaged,
  type Executor,
  type NamedColumn,
  type StoredColumns,
  storeColumns,
} from './release-columns.ts'
import type { ManifestInstance, ManifestTable } from './release-manifest.ts'

/** Stores the columns of a table that are not stored yet, and says how to find them. */
export async function storeTable(
  executor: Executor,
  { epochs, measures, architectureIds, runStarts, forms, values }: EvaluationTable,
): Promise<ManifestTable> {
  const measured = values.map(
    (column, at): NamedColumn => [measureName(measures[at] as Measure), column],
  )
  const columns = await storeColumns(executor, [
    ['architectureIds', architectureIds],
    ['runStarts', runStarts],
    ['forms', forms],
    ...measured,
  ])
  return { epochs, columns }
}

/** The tables of a released instance, to be read. */
export function storedTables(releaseId: string, released: ManifestInstance): StoredColumns[] {
  return released.tables.map(({ epochs, columns }) => ({
    where: `release ${releaseId}, ${released.instance.id} at ${epochs} epochs`,
    columns,
  }))
}

/**
 * The tables of a released instance from its columns.
 * @throws Error naming the release and the column that is damaged
 */
export function tablesOf(
  releaseId: string,
  released: ManifestInstance,
  read: ColumnCache,
): EvaluationTable[] {
  const measures = measuresOf(released.instance)
  return storedTables(releaseId, released).map((stored, at): EvaluationTable => {
    const { where } = stored
    const column = (name: string) => columnOf(stored, name, read)
    const values = measures.map((measure) => {
      const name = measureName(measure)
      const found = column(name)
      if (found instanceof Float32Array || found instanceof Float64Array) return found
      throw damaged(where, name, 'holds no measured values')
    })
    const architectureIds = column('architectureIds')
    const runStarts = column('runStarts')
    if (!(architectureIds instanceof Uint32Array)) {
      throw damaged(where, 'architectureIds', 'does not hold ids')
    }
    if (!(runStarts instanceof Uint32Array)) {
      throw damaged(where, 'runStarts', 'does not hold offsets')
    }
    const found = column('forms')
    const forms = found instanceof Float64Array ? found : Float64Array.from(found)
    const epochs = released.tables[at]?.epochs ?? 0
    return { epochs, measures, architectureIds, runStarts, forms, values }
  })
}
