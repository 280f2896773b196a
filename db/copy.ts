import { CompiledQuery, type Kysely, type RawBuilder } from 'kysely'
import { CopyReader } from './copy-reader.ts'
import type { Schema } from './schema.ts'
import type { CopyChunks } from './session.ts'
import { CopyOutParameter, CopyParameter } from './session-dialect.ts'

export interface CopyTarget<T extends keyof Schema = keyof Schema> {
  readonly table: T
  readonly columns: readonly (keyof Schema[T] & string)[]
}

/**
 * Bulk-loads rows with COPY on the connection of `executor`, which may be a transaction.
 * @throws what the database says, for example of a violated constraint; no row is kept then
 */
export async function copyRows<T extends keyof Schema>(
  executor: Kysely<Schema>,
  { table, columns }: CopyTarget<T>,
  chunks: CopyChunks,
): Promise<void> {
  const list = columns.map((column) => `"${column}"`).join(', ')
  const statement = `copy "${table}" (${list}) from stdin (format binary)`
  const copy = (on: Kysely<Schema>) =>
    on.executeQuery(CompiledQuery.raw(statement, [new CopyParameter(chunks)]))
  // PGlite copies chunk by chunk: without a transaction the first ones would stay after an error.
  await (executor.isTransaction ? copy(executor) : executor.transaction().execute(copy))
}

/**
 * Hands over the rows of a query as the bytes of each field: for bytea far cheaper than as text.
 * @param query without parameters, which COPY cannot have; values are written with `sql.lit`
 * @param onRow must copy what it keeps
 */
export async function copyOut(
  executor: Kysely<Schema>,
  query: RawBuilder<unknown>,
  onRow: (fields: readonly (Uint8Array | null)[]) => void,
): Promise<void> {
  const reader = new CopyReader()
  let failure: { error: unknown } | null = null
  const parameter = new CopyOutParameter((chunk) => {
    if (failure !== null) return
    try {
      for (const fields of reader.rows(chunk)) onRow(fields)
    } catch (error) {
      failure = { error } // thrown at the end: a connection cannot stop in the middle of a COPY
    }
  })
  const { sql: text } = query.compile(executor)
  const statement = `copy (${text}) to stdout (format binary)`
  await executor.executeQuery(CompiledQuery.raw(statement, [parameter]))
  const failed = failure as { error: unknown } | null
  if (failed !== null) throw failed.error
}
