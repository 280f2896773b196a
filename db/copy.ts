import { CompiledQuery, type Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import type { CopyChunks } from './session.ts'
import { CopyParameter } from './session-dialect.ts'

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
