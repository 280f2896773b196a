import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'
import type { ColumnArray } from './release-column.ts'
import {
  type ColumnCache,
  damaged,
  type Executor,
  loadColumn,
  storeColumn,
} from './release-columns.ts'
import type { ManifestColumn, ManifestInstance, ManifestTable } from './release-manifest.ts'

/** Stores the columns of a table that are not stored yet, and says how to find them. */
export async function storeTable(
  executor: Executor,
  { epochs, measures, architectureIds, runStarts, forms, values }: EvaluationTable,
): Promise<ManifestTable> {
  const columns: ManifestColumn[] = []
  const store = async (name: string, column: ColumnArray) => {
    columns.push(await storeColumn(executor, name, column))
  }
  await store('architectureIds', architectureIds)
  await store('runStarts', runStarts)
  await store('forms', forms)
  for (const [index, measure] of measures.entries()) {
    const column = values[index]
    if (column !== undefined) await store(measureName(measure), column)
  }
  return { epochs, columns }
}

export interface StoredTables {
  readonly releaseId: string
  readonly released: ManifestInstance
  readonly cache: ColumnCache
}

/**
 * Reads the tables of a released instance.
 * @throws Error naming the release and the column that is damaged
 */
export async function loadTables(
  executor: Executor,
  { releaseId, released, cache }: StoredTables,
): Promise<EvaluationTable[]> {
  const measures = measuresOf(released.instance)
  const tables: EvaluationTable[] = []
  for (const { epochs, columns } of released.tables) {
    const where = `release ${releaseId}, ${released.instance.id} at ${epochs} epochs`
    const load = (name: string) => loadColumn(executor, { where, columns, cache }, name)
    const values: (Float64Array | Float32Array)[] = []
    for (const measure of measures) {
      const name = measureName(measure)
      const column = await load(name)
      if (column instanceof Uint32Array) throw damaged(where, name, 'holds no measured values')
      values.push(column)
    }
    const architectureIds = await load('architectureIds')
    const runStarts = await load('runStarts')
    if (!(architectureIds instanceof Uint32Array)) {
      throw damaged(where, 'architectureIds', 'does not hold ids')
    }
    if (!(runStarts instanceof Uint32Array)) {
      throw damaged(where, 'runStarts', 'does not hold offsets')
    }
    const forms = Float64Array.from(await load('forms'))
    tables.push({ epochs, measures, architectureIds, runStarts, forms, values })
  }
  return tables
}
