import type { FileColumn, ReleaseManifest } from './manifest.ts'

/** Each column of each table once: in which files it is, and what it means. */
export function dictionaryOf({ release, files }: Pick<ReleaseManifest, 'release' | 'files'>) {
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
    release,
    missing: 'NULL in Parquet and SQLite, an empty field in CSV, null in JSONL',
    join: 'architecture_id',
    tables: [...tables].map(([table, { files: names, columns }]) => ({
      table,
      files: names,
      columns,
    })),
  }
}

function tableName(file: string): string {
  return file.replace(/\.(parquet|csv\.gz|jsonl\.gz|sqlite)$/, '')
}
