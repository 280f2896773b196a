import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'
import { sha256 } from './canonical-json.ts'
import { copyRows } from './copy.ts'
import { CopyWriter } from './copy-writer.ts'
import type { Database } from './database.ts'
import { type ColumnArray, decodeColumn, encodeColumn } from './release-column.ts'
import type { ManifestColumn, ManifestInstance } from './release-manifest.ts'

type Executor = Database['kysely']

/** Stores the columns of a table that are not stored yet, and says how to find them. */
export async function storeTable(
  executor: Executor,
  { epochs, measures, architectureIds, runStarts, forms, values }: EvaluationTable,
): Promise<ManifestInstance['tables'][number]> {
  const columns: ManifestColumn[] = []
  const store = async (name: string, column: ColumnArray) => {
    columns.push({ name, length: column.length, ...(await storeColumn(executor, column)) })
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

async function storeColumn(
  executor: Executor,
  column: ColumnArray,
): Promise<Pick<ManifestColumn, 'encoding' | 'digest'>> {
  const { encoding, bytes } = encodeColumn(column)
  if (encoding === 'missing') return { encoding, digest: null }
  const digest = sha256(bytes)
  const there = await executor
    .selectFrom('release_columns')
    .select('digest')
    .where('digest', '=', digest)
    .executeTakeFirst()
  if (there === undefined) {
    const row = new CopyWriter(bytes.length + 256).row(2).text(digest).bytes(bytes).take()
    await copyRows(executor, { table: 'release_columns', columns: ['digest', 'bytes'] }, [row])
  }
  return { encoding, digest }
}

export interface StoredTables {
  readonly releaseId: string
  readonly released: ManifestInstance
  /** Columns that this release has read already, by digest: equal ones share their memory. */
  readonly cache: Map<string, ColumnArray>
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
    const load = async (name: string) => {
      const column = columns.find((candidate) => candidate.name === name)
      if (column === undefined) throw damaged(where, name, 'is not in the manifest')
      return loadColumn(executor, { where, column, cache })
    }
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

async function loadColumn(
  executor: Executor,
  { where, column, cache }: { where: string; column: ManifestColumn } & Pick<StoredTables, 'cache'>,
): Promise<ColumnArray> {
  const { name, encoding, length, digest } = column
  if (encoding === 'missing' || digest === null) return new Float32Array(length).fill(Number.NaN)
  const cached = cache.get(digest)
  if (cached !== undefined) return cached
  const row = await executor
    .selectFrom('release_columns')
    .select('bytes')
    .where('digest', '=', digest)
    .executeTakeFirst()
  if (row === undefined) throw damaged(where, name, 'is missing')
  if (sha256(row.bytes) !== digest) throw damaged(where, name, 'does not have its sha256')
  const decoded = decodeColumn(row.bytes, encoding)
  if (decoded.length !== length) throw damaged(where, name, 'does not have its length')
  cache.set(digest, decoded)
  return decoded
}

function damaged(where: string, column: string, what: string): Error {
  return new Error(
    `Column ${column} of ${where} ${what}: the database is damaged. Restore it from a backup, or ingest into a new database.`,
  )
}
