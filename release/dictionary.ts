import type { Release } from '../fitness/release.ts'
import { describedPredictions } from './described-predictions.ts'
import type { FileColumn, ReleaseFile } from './manifest.ts'

/**
 * Each column of each table once: in which files it is, and what it means. And how each predicted
 * measure is distributed.
 * @param files as the manifest lists them
 */
export function dictionaryOf({ id, instances }: Release, files: readonly ReleaseFile[]) {
  const tables = new Map<string, { files: string[]; columns: FileColumn[] }>()
  const add = (table: string, file: string, columns: readonly FileColumn[]) => {
    const known = tables.get(table)
    if (known === undefined) tables.set(table, { files: [file], columns: [...columns] })
    else known.files.push(file)
  }
  for (const { name, columns, tables: own } of files) {
    if (columns !== null) add(tableName(name), name, columns)
    for (const table of own ?? [])
      add(`${tableName(name)}.${table.name} (SQLite)`, name, table.columns)
  }
  return {
    release: id,
    missing: 'NULL in Parquet and SQLite, an empty field in CSV, null in JSONL',
    join: 'architecture_id',
    tables: [...tables].map(([table, { files: names, columns }]) => ({
      table,
      files: names,
      columns,
    })),
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
