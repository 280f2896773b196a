import { diskFull, freeBytes, type Needed } from '../db/disk.ts'
import type { Format } from './formats.ts'
import type { Plan } from './plan.ts'

/** Bytes of a value in a file, rounded up from exports of all built-in instances. */
const VALUE_BYTES: { readonly [F in Format]: number } = {
  parquet: 2.5,
  csv: 3.5,
  jsonl: 5,
  sqlite: 13,
}
/** The packed space and graph, the models, what is computed from the release, and the descriptions. */
const OTHER_BYTES = 90e6
/** Less than this is a full disk, whatever the error says. */
const FULL_BYTES = 1e6

/** About how many bytes the files of a plan take together, rather more than fewer. */
export function exportBytes({ tables, databases, worlds }: Plan): number {
  const flat = tables.flatMap(({ table, files }) =>
    files.map(({ format }) => table.rows * table.columns.length * VALUE_BYTES[format]),
  )
  const packed = databases
    .flatMap(({ file }) => file.tables ?? [])
    .map(({ rows, columns }) => rows * columns.length * VALUE_BYTES.sqlite)
  const drawn = worlds.flatMap(({ parquet, database, table, worlds: count }) => {
    const values = table.rows * table.columns.length
    return [
      parquet.length * values * VALUE_BYTES.parquet,
      database === null ? 0 : count * values * VALUE_BYTES.sqlite,
    ]
  })
  return OTHER_BYTES + [...flat, ...packed, ...drawn].reduce((sum, bytes) => sum + bytes, 0)
}

export const neededFor = (plan: Plan): Needed => ({
  what: 'the export',
  bytes: exportBytes(plan),
  remedy: 'choose fewer formats, or set EO_NAS_BENCH_RELEASES to a folder on another disk',
})

/** A full disk by its name, which writers of files call by others; else the error as it is. */
export function namedFullDisk(folder: string, plan: Plan, error: unknown): unknown {
  const isFull =
    (error instanceof Error && 'code' in error && error.code === 'ENOSPC') ||
    freeBytes(folder) < FULL_BYTES
  return isFull ? diskFull(folder, neededFor(plan), error) : error
}
