import type { Release } from '../fitness/release.ts'
import { describedPredictions } from './described-predictions.ts'
import type { FileColumn, ReleaseFile } from './manifest.ts'

/**
 * Each column of each table once, and how each predicted measure is distributed. A table has the same
 * columns in every format.
 * @param files as the manifest lists them
 */
export function dictionaryOf({ id, instances }: Release, files: readonly ReleaseFile[]) {
  const tables = new Map<string, readonly FileColumn[]>()
  for (const { name, columns, tables: own } of files) {
    if (columns !== null) tables.set(tableName(name), columns)
    for (const table of own ?? []) {
      const prefix = table.name === tableName(name) ? '' : `${tableName(name)}.`
      tables.set(`${prefix}${table.name}`, table.columns)
    }
  }
  return {
    release: id,
    missing: 'NULL in Parquet and SQLite, an empty field in CSV, null in JSONL',
    join: 'architecture_id',
    tables: [...tables].map(([table, columns]) => ({ table, columns })),
    predictions: instances.flatMap(({ instance, surrogate }) =>
      surrogate === null
        ? []
        : {
            instance: instance.id,
            surrogate: surrogate.id,
            budgets: describedPredictions(surrogate.predictions),
            withheld: surrogate.withheld,
          },
    ),
  }
}

function tableName(file: string): string {
  return file.replace(/\.(parquet|csv\.gz|jsonl\.gz|sqlite)$/, '')
}
