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
import { HASH_TEXT, type InstanceTables, storedRowCount, writeInstance } from './sqlite-instance.ts'
import type { Table } from './table.ts'

const { architectureId, hash, vertices, edges, matrix, operations } = SPACE_COLUMNS

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
  /** Null in the database of all instances. */
  readonly tables: InstanceTables | null
}

/** The columns of the view `architectures`. */
function viewColumns(shapes: readonly NamedShape[]): FileColumn[] {
  return [
    ...[architectureId, hash, vertices, edges, matrix, operations],
    ...shapes.flatMap((shape) =>
      shape.suffix === '' ? complexityColumns('', 'of the representative') : shapeColumns(shape),
    ),
  ]
}

function viewsOf(tables: InstanceTables | null): Table[] {
  return tables === null ? [] : [tables.fitness, tables.evaluations, tables.predictions]
}

/** The views of a database; each has the columns of the flat file of its name. */
export function sqliteTables({ architectures, shapes, tables }: SqliteContent): SqliteTable[] {
  return [
    { name: 'architectures', rows: architectures.space.size, columns: viewColumns(shapes) },
    ...viewsOf(tables).map(({ name, rows, columns }) => ({ name, rows, columns })),
  ]
}

/**
 * Writes a database that answers alone.
 * @param onRows called with the rows written since its last call
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
    if (content.tables !== null) await writeInstance(file, content.tables, onRows)
    // Few budgets are known then, so that an architecture is found by its key without one.
    file.define('analyze')
  } finally {
    file.close()
  }
}

/** Rows that `writeSqlite` tells of. */
export function writtenRowCount({ architectures, tables }: SqliteContent): number {
  return architectures.space.size + (tables === null ? 0 : storedRowCount(tables))
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
      select architecture_id, ${HASH_TEXT} as hash, vertices, edges, matrix, operations, ${own.map(({ name }) => quoted(name)).join(', ')}
      from cells join matrices using (matrix_id) join operation_lists using (operations_id);
  `)
  insertAll(
    file,
    'matrices',
    matrices.map((text, id) => [id, text, JSON.parse(text).length, text.split('1').length - 1]),
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
  file.define('create unique index cells_by_hash on cells (lower(hex(hash)))')
}

const ROWS_AT_ONCE = 16_384
