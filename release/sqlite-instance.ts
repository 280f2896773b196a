import { setImmediate } from 'node:timers/promises'
import type { FileColumn } from './manifest.ts'
import { SPACE_COLUMNS } from './space-columns.ts'
import { columnDefinitions, quoted, type SqliteFile } from './sqlite-file.ts'
import type { Table } from './table.ts'

const { hash, source, nearestMeasured } = SPACE_COLUMNS

/** What is known of one instance. */
export interface InstanceTables {
  readonly fitness: Table
  /** The measured rows of `fitness`. */
  readonly measured: Table
  readonly evaluations: Table
  readonly predictions: Table
}

/** A hash as text, of the bytes that `cells` keeps. */
export const HASH_TEXT = 'lower(hex(cells.hash))'

interface StoredRows {
  readonly name: string
  readonly table: Table
  readonly key: readonly string[]
  /** Columns of the table that a view adds. */
  readonly without: ReadonlySet<string>
}

function storedRows({ measured, evaluations, predictions }: InstanceTables): StoredRows[] {
  const withHash = new Set([hash.name])
  const key = ['epochs', 'architecture_id']
  const added = new Set([hash.name, source.name, nearestMeasured.name])
  return [
    {
      name: 'evaluation_rows',
      table: evaluations,
      key: ['architecture_id', 'epochs', 'run'],
      without: withHash,
    },
    { name: 'prediction_rows', table: predictions, key, without: withHash },
    { name: 'measured_rows', table: measured, key, without: added },
  ]
}

/** Rows that `writeInstance` writes. */
export function storedRowCount(tables: InstanceTables): number {
  return storedRows(tables).reduce((sum, { table }) => sum + table.rows, 0)
}

/** Expressions of a view's columns, by the text of each that is no stored column. */
function selected(
  columns: readonly FileColumn[],
  rows: string,
  expressions: Readonly<Record<string, string>>,
): string {
  return columns
    .map(({ name }) => `${expressions[name] ?? `${rows}.${quoted(name)}`} as ${quoted(name)}`)
    .join(', ')
}

// Every row is of a cell. A left join would read all rows to find a hash: it cannot begin with `cells`.
const joined = (rows: string) =>
  `${rows} join cells on cells.architecture_id = ${rows}.architecture_id`

function views({ fitness, evaluations, predictions }: InstanceTables): string {
  const byHash = { [hash.name]: HASH_TEXT }
  const predicted = new Set(predictions.columns.map(({ name }) => name))
  const missing = fitness.columns.filter(({ name }) => !predicted.has(name))
  const ofPrediction = {
    ...Object.fromEntries(missing.map(({ name }) => [name, 'null'])),
    ...byHash,
    [source.name]: "'surrogate'",
    runs: '0',
    trainable_parameters: 'cells.trainable_parameters',
    macs: 'cells.macs',
  }
  const ofMeasured = { ...byHash, [source.name]: "'tabular'", [nearestMeasured.name]: '0' }
  return `
    create view evaluations as
      select ${selected(evaluations.columns, 'evaluation_rows', byHash)} from ${joined('evaluation_rows')};
    create view predictions as
      select ${selected(predictions.columns, 'prediction_rows', byHash)} from ${joined('prediction_rows')};
    create view fitness as
      select ${selected(fitness.columns, 'measured_rows', ofMeasured)} from ${joined('measured_rows')}
      union all
      select ${selected(fitness.columns, 'prediction_rows', ofPrediction)} from ${joined('prediction_rows')}
      where not exists (select 1 from measured_rows
        where measured_rows.epochs = prediction_rows.epochs
        and measured_rows.architecture_id = prediction_rows.architecture_id);
  `
}

/**
 * Writes the rows of an instance, and views with the columns of its flat files.
 * @param onRows called with the rows written since its last call
 */
export async function writeInstance(
  file: SqliteFile,
  tables: InstanceTables,
  onRows: (rows: number) => void,
): Promise<void> {
  for (const rows of storedRows(tables)) await writeRows(file, rows, onRows)
  file.define(views(tables))
}

async function writeRows(
  file: SqliteFile,
  { name, table, key, without }: StoredRows,
  onRows: (rows: number) => void,
): Promise<void> {
  const stored = table.columns.flatMap((column, at) =>
    without.has(column.name) ? [] : [{ column, at }],
  )
  file.define(
    `create table ${name} (${columnDefinitions(stored.map(({ column }) => column))}, primary key (${key.join(', ')})) without rowid`,
  )
  const inserting = file.inserting(name, stored.length)
  for (const { rows, values } of table.batches()) {
    const own = stored.map(({ at }) => values[at] as (typeof values)[number])
    for (let row = 0; row < rows; row++) {
      inserting.add(
        own.map((column) => {
          const value = column[row] as number | string
          return typeof value === 'number' && Number.isNaN(value) ? null : value
        }),
      )
    }
    onRows(rows)
    await setImmediate()
  }
  inserting.end()
}
