import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { VERTICES_MAX } from '../../space/cell.ts'
import type { Space } from '../../space/space.ts'
import type { Row } from '../source-tables.ts'

/** The cells of a table at one budget, with one measure of them. */
export interface MeasuredTable {
  readonly epochs: number
  /** Architecture ids, ascending. */
  readonly ids: Int32Array
  /** Mean of the runs of each cell. */
  readonly fitness: Float64Array
  /** The runs of each cell. */
  readonly runs: readonly (readonly number[])[]
}

/** Which rows and which numbers of a table are read. */
export interface TableOptions {
  readonly column: string
  /** The column with the module hash. Default: `hash`, else `module_hash`. */
  readonly hashColumn?: string | undefined
  readonly epochs: number
}

const HASH_COLUMNS = ['hash', 'module_hash'] as const

/** @throws RangeError that names what the table lacks */
export function measuredTable(
  rows: readonly Row[],
  space: Pick<Space, 'idOfHash'>,
  { column, hashColumn, epochs }: TableOptions,
): MeasuredTable {
  const names = Object.keys(rows[0] ?? {})
  const hashes = hashColumn ?? HASH_COLUMNS.find((name) => names.includes(name)) ?? 'hash'
  for (const name of [hashes, column]) {
    if (!names.includes(name)) {
      throw new RangeError(`The table has no column ${name}; it has ${names.join(', ')}.`)
    }
  }
  const byId = new Map<number, number[]>()
  for (const [at, row] of rows.entries()) {
    if (row['epochs'] !== undefined && Number(row['epochs']) !== epochs) continue
    const id = space.idOfHash(row[hashes] ?? '')
    if (id < 0) throw new RangeError(`Row ${at + 1}: ${row[hashes]} is no architecture's hash.`)
    const text = row[column]?.trim() ?? ''
    const value = text === '' ? Number.NaN : Number(text)
    if (Number.isFinite(value)) byId.set(id, [...(byId.get(id) ?? []), value])
  }
  const ids = [...byId.keys()].sort((one, other) => one - other)
  const runs = ids.map((id) => byId.get(id) ?? [])
  return {
    epochs,
    ids: Int32Array.from(ids),
    fitness: Float64Array.from(runs, (own) => own.reduce((a, b) => a + b, 0) / own.length),
    runs,
  }
}

/** Rows of a CSV file, which may end in `.gz`. */
export async function readRows(path: string): Promise<readonly Row[]> {
  const bytes = await readFile(path)
  const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes
  return parse(text, { columns: true, skip_empty_lines: true, bom: true }) as Row[]
}

/** All architectures with at most as many vertices as the largest cell of a table, ascending. */
export function populationOf(space: Space, ids: Int32Array): Int32Array {
  let most = 0
  for (const id of ids) most = Math.max(most, space.cellOf(id).vertices)
  const all: number[] = []
  for (let id = 0; id < space.size; id++) {
    if (most >= VERTICES_MAX || space.cellOf(id).vertices <= most) all.push(id)
  }
  return Int32Array.from(all)
}
