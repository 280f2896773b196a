import { sha256 } from './canonical-json.ts'
import { copyRows } from './copy.ts'
import { CopyWriter } from './copy-writer.ts'
import type { Database } from './database.ts'
import { type ColumnArray, decodeColumn, encodeColumn } from './release-column.ts'
import type { ManifestColumn } from './release-manifest.ts'

export type Executor = Database['kysely']

/** Columns that a release has read already, by digest: equal ones share their memory. */
export type ColumnCache = Map<string, ColumnArray>

/** Stores a column, where one of the same bytes is not stored yet, and says how to find it. */
export async function storeColumn(
  executor: Executor,
  name: string,
  column: ColumnArray,
): Promise<ManifestColumn> {
  const { encoding, bytes } = encodeColumn(column)
  const { length } = column
  if (encoding === 'missing') return { name, encoding, length, digest: null }
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
  return { name, encoding, length, digest }
}

/** The columns of a table as a manifest lists them; `where` is what an error calls the table. */
export interface StoredColumns {
  readonly where: string
  readonly columns: readonly ManifestColumn[]
  readonly cache: ColumnCache
}

/**
 * Reads a column and checks it.
 * @throws Error naming the column that is damaged
 */
export async function loadColumn(
  executor: Executor,
  { where, columns, cache }: StoredColumns,
  name: string,
): Promise<ColumnArray> {
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw damaged(where, name, 'is not in the manifest')
  const { encoding, length, digest } = column
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

export function damaged(where: string, column: string, what: string): Error {
  return new Error(
    `Column ${column} of ${where} ${what}: the database is damaged. Restore it from a backup, or ingest into a new database.`,
  )
}
