import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { sha256 } from './canonical-json.ts'
import { copyOut, copyRows } from './copy.ts'
import { CopyWriter } from './copy-writer.ts'
import type { Database } from './database.ts'
import {
  type ColumnArray,
  decodeColumn,
  ENCODED_BYTES,
  ENCODINGS,
  encodeColumn,
} from './release-column.ts'
import type { ManifestColumn } from './release-manifest.ts'

export type Executor = Database['kysely']

/** Columns of a release by `columnKey`: equal ones share their memory. */
export type ColumnCache = ReadonlyMap<string, ColumnArray>

/** Bounds the memory of what is read or written at once. */
const BATCH_BYTES = 8 << 20
/** Of a row beside its column. */
const ROW_BYTES = 128

/** A column by its name in a table. */
export type NamedColumn = readonly [name: string, column: ColumnArray]

interface Encoded {
  readonly digest: string
  readonly bytes: Uint8Array
}

/**
 * Stores columns, where none of the same bytes is stored yet, and says how to find them. Some are
 * digested while those before them are written.
 */
export async function storeColumns(
  executor: Executor,
  named: readonly NamedColumn[],
  encode: typeof encodeColumn = encodeColumn,
): Promise<ManifestColumn[]> {
  const stored: ManifestColumn[] = []
  let batch: Encoded[] = []
  let room = BATCH_BYTES
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    await writing
    writing = storeBatch(executor, batch)
    writing.catch(() => {}) // thrown by whoever waits next
    batch = []
    room = BATCH_BYTES
  }
  for (const [name, column] of named) {
    const { encoding, bytes } = encode(column)
    const { length } = column
    if (encoding === 'missing') {
      stored.push({ name, encoding, length, digest: null })
      continue
    }
    const digest = sha256(bytes)
    stored.push({ name, encoding, length, digest })
    if (bytes.length > room) await write()
    await setImmediate() // what is written goes on, and a server answers
    batch.push({ digest, bytes })
    room -= bytes.length
  }
  await write()
  await writing
  return stored
}

async function storeBatch(executor: Executor, batch: readonly Encoded[]): Promise<void> {
  if (batch.length === 0) return
  const missing = new Map(batch.map(({ digest, bytes }) => [digest, bytes]))
  const there = await executor
    .selectFrom('release_columns')
    .select('digest')
    .where('digest', 'in', [...missing.keys()])
    .execute()
  for (const { digest } of there) missing.delete(digest)
  if (missing.size === 0) return
  const bytes = [...missing.values()].reduce((sum, column) => sum + column.length + ROW_BYTES, 0)
  const writer = new CopyWriter(bytes)
  for (const [digest, column] of missing) writer.row(2).text(digest).bytes(column)
  await copyRows(executor, { table: 'release_columns', columns: ['digest', 'bytes'] }, [
    writer.take(),
  ])
}

/** The columns of a table as a manifest lists them; `where` is what an error calls the table. */
export interface StoredColumns {
  readonly where: string
  readonly columns: readonly ManifestColumn[]
}

/** Columns of other encodings can have the same bytes: ids of 0 and values of 0, for example. */
function columnKey({ encoding, digest }: Pick<ManifestColumn, 'encoding' | 'digest'>): string {
  return `${encoding} ${digest}`
}

/**
 * Reads the columns of tables, each once, and checks them.
 * @param known columns that are in memory already, of another release for example
 * @throws Error naming the column that is damaged
 */
export async function readColumns(
  executor: Executor,
  tables: readonly StoredColumns[],
  known: ColumnCache,
): Promise<ColumnCache> {
  const read = new Map<string, ColumnArray>()
  const missing = new Map<string, { where: string; column: ManifestColumn }>()
  for (const { where, columns } of tables) {
    for (const column of columns) {
      if (column.digest === null) continue
      const key = columnKey(column)
      const there = known.get(key)
      if (there !== undefined) read.set(key, there)
      else if (!missing.has(key)) missing.set(key, { where, column })
    }
  }
  for (const digests of batches([...missing.values()].map(({ column }) => column))) {
    const list = sql.join(digests.map((digest) => sql.lit(digest)))
    const query = sql`select digest, bytes from release_columns where digest in (${list})`
    await copyOut(executor, query, ([digest, bytes]) => {
      if (!digest || !bytes) return
      const text = Buffer.from(digest).toString('latin1')
      for (const encoding of ENCODINGS) {
        const key = columnKey({ encoding, digest: text })
        const wanted = missing.get(key)
        if (wanted !== undefined) read.set(key, checked(wanted, bytes))
      }
    })
  }
  for (const [key, { where, column }] of missing) {
    if (!read.has(key)) throw damaged(where, column.name, 'is missing')
  }
  return read
}

function batches(columns: readonly ManifestColumn[]): string[][] {
  const made: string[][] = []
  let room = 0
  for (const { digest, encoding, length } of columns) {
    if (digest === null) continue
    room -= length * ENCODED_BYTES[encoding]
    const last = made.at(-1)
    if (last !== undefined && room >= 0) last.push(digest)
    else {
      made.push([digest])
      room = BATCH_BYTES - length * ENCODED_BYTES[encoding]
    }
  }
  return made
}

function checked(
  { where, column }: { where: string; column: ManifestColumn },
  bytes: Uint8Array,
): ColumnArray {
  const { name, encoding, length, digest } = column
  if (encoding === 'missing' || digest === null || sha256(bytes) !== digest) {
    throw damaged(where, name, 'does not have its sha256')
  }
  const decoded = decodeColumn(bytes, encoding)
  if (decoded.length !== length) throw damaged(where, name, 'does not have its length')
  return decoded
}

/**
 * A column of a table, of those that `readColumns` gave.
 * @throws Error naming the column that is not there
 */
export function columnOf(
  { where, columns }: StoredColumns,
  name: string,
  read: ColumnCache,
): ColumnArray {
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw damaged(where, name, 'is not in the manifest')
  const { length, digest } = column
  if (digest === null) return new Float32Array(length).fill(Number.NaN)
  const found = read.get(columnKey(column))
  if (found === undefined) throw damaged(where, name, 'is missing')
  return found
}

export function damaged(where: string, column: string, what: string): Error {
  return new Error(
    `Column ${column} of ${where} ${what}: the database is damaged. Restore it from a backup, or ingest into a new database.`,
  )
}
