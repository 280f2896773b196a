import { setImmediate } from 'node:timers/promises'
import type { NamedShape } from './architecture-table.ts'
import { shapeColumns } from './architecture-table.ts'
import type { Architectures } from './architectures.ts'
import type { FileColumn } from './manifest.ts'
import { complexityColumns, SPACE_COLUMNS } from './space-columns.ts'
import {
  columnDefinitions,
  createSqliteFile,
  quoted,
  type SqliteFile,
  type SqliteValue,
} from './sqlite-file.ts'
import type { Table } from './table.ts'

const { architectureId, hash, hashBytes, vertices, edges, matrix, operations } = SPACE_COLUMNS

/** One table or view as the manifest lists it. */
export interface SqliteTable {
  readonly name: string
  readonly rows: number
  readonly columns: readonly FileColumn[]
}

/** What a database of a release holds. */
export interface SqliteContent {
  readonly meta: Readonly<Record<string, string>>
  readonly architectures: Architectures
  /** In the database of one instance its one shape, whose columns need no suffix. */
  readonly shapes: readonly NamedShape[]
  /** With their keys. */
  readonly tables: readonly { readonly table: Table; readonly key: readonly string[] }[]
}

/** The columns of the view `architectures`. */
function viewColumns(shapes: readonly NamedShape[]): FileColumn[] {
  return [
    ...[architectureId, hashBytes, vertices, edges, matrix, operations],
    ...shapes.flatMap((shape) =>
      shape.suffix === '' ? complexityColumns('', 'of the representative') : shapeColumns(shape),
    ),
  ]
}

function withoutHash({ columns }: Table): FileColumn[] {
  return columns.filter(({ name }) => name !== hash.name)
}

/** What `writeSqlite` makes of a content. */
export function sqliteTables({ architectures, shapes, tables }: SqliteContent): SqliteTable[] {
  return [
    { name: 'architectures', rows: architectures.space.size, columns: viewColumns(shapes) },
    ...tables.map(({ table }) => ({
      name: table.name,
      rows: table.rows,
      columns: withoutHash(table),
    })),
  ]
}

/**
 * Writes a database that answers alone.
 * @param onRows told of rows written since it was told last
 */
export async function writeSqlite(
  path: string,
  content: SqliteContent,
  onRows: (rows: number) => void = () => {},
): Promise<void> {
  const file = createSqliteFile(path)
  try {
    writeMeta(file, content.meta)
    await writeArchitectures(file, content, onRows)
    for (const { table, key } of content.tables) await writeTable(file, { table, key }, onRows)
  } finally {
    file.close()
  }
}

function writeMeta(file: SqliteFile, meta: Readonly<Record<string, string>>): void {
  file.define('create table meta (key text primary key, value text not null) without rowid')
  insertAll(file, 'meta', Object.entries(meta))
}

function insertAll(file: SqliteFile, table: string, rows: readonly SqliteValue[][]): void {
  const inserting = file.inserting(table, rows[0]?.length ?? 1)
  for (const row of rows) inserting.add(row)
  inserting.end()
}

// Matrices and operations repeat, so the rows hold their numbers and a view puts them together.
async function writeArchitectures(
  file: SqliteFile,
  { architectures, shapes }: SqliteContent,
  onRows: (rows: number) => void,
): Promise<void> {
  const { space, matrices, operationLists, matrixIds, operationsIds } = architectures
  const own = viewColumns(shapes).slice(6)
  file.define(`
    create table matrices (matrix_id integer primary key, matrix text not null, vertices integer not null, edges integer not null);
    create table operation_lists (operations_id integer primary key, operations text not null);
    create table cells (architecture_id integer primary key, hash blob not null,
      matrix_id integer not null, operations_id integer not null, ${columnDefinitions(own)});
    create view architectures as
      select architecture_id, hash, vertices, edges, matrix, operations, ${own.map(({ name }) => quoted(name)).join(', ')}
      from cells join matrices using (matrix_id) join operation_lists using (operations_id);
  `)
  insertAll(
    file,
    'matrices',
    matrices.map((text, id) => [id, text, Math.sqrt(text.length), text.split('1').length - 1]),
  )
  insertAll(
    file,
    'operation_lists',
    operationLists.map((text, id) => [id, text]),
  )
  const complexities = shapes.map(({ shape }) => architectures.complexities(shape))
  const cells = file.inserting('cells', 4 + own.length)
  const bytes = Buffer.from(space.tables.hashes.slice().buffer).swap32()
  for (let id = 0; id < space.size; id++) {
    const row: SqliteValue[] = [
      id,
      bytes.subarray(id * 16, id * 16 + 16),
      matrixIds[id] as number,
      operationsIds[id] as number,
    ]
    for (const { trainableParameters, macs } of complexities) {
      row.push(trainableParameters[id] as number, macs[id] as number)
    }
    cells.add(row)
    if ((id + 1) % ROWS_AT_ONCE === 0) {
      onRows(ROWS_AT_ONCE)
      await setImmediate()
    }
  }
  cells.end()
  onRows(space.size % ROWS_AT_ONCE)
  file.define('create unique index cells_by_hash on cells (hash)')
}

const ROWS_AT_ONCE = 16_384

async function writeTable(
  file: SqliteFile,
  { table, key }: SqliteContent['tables'][number],
  onRows: (rows: number) => void,
): Promise<void> {
  const columns = withoutHash(table)
  file.define(
    `create table ${table.name} (${columnDefinitions(columns)}, primary key (${key.join(', ')})) without rowid`,
  )
  const kept = table.columns.flatMap(({ name }, at) => (name === hash.name ? [] : [at]))
  const inserting = file.inserting(table.name, columns.length)
  for (const { rows, values } of table.batches()) {
    const own = kept.map((at) => values[at] as (typeof values)[number])
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
