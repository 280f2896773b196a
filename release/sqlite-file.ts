import sqlite, { type Database } from 'node-sqlite3-wasm'
import { FILES_FORMAT, type FileColumn } from './manifest.ts'

export type SqliteValue = number | string | Uint8Array | null

const SQL_TYPES: { readonly [T in FileColumn['type']]: string } = {
  int32: 'integer not null',
  int64: 'integer not null',
  float32: 'real',
  float64: 'real',
  string: 'text not null',
}

// 'EONS': lets `file` and others tell these databases apart.
const APPLICATION_ID = 0x454f4e53

/** A metric may be called like a word of SQL. */
export function quoted(name: string): string {
  return `"${name}"`
}

/** Column definitions of a table. */
export function columnDefinitions(columns: readonly FileColumn[]): string {
  return columns.map(({ name, type }) => `${quoted(name)} ${SQL_TYPES[type]}`).join(', ')
}

/** A new SQLite file whose bytes depend on nothing but what is put into it, in that order. */
export interface SqliteFile {
  define(statement: string): void
  /** Returns a function that adds a row. */
  inserting(table: string, columns: number): { add(row: SqliteValue[]): void; end(): void }
  close(): void
}

export function createSqliteFile(path: string): SqliteFile {
  const database: Database = new sqlite.Database(path)
  // Nobody else has the file, and an unfinished one is thrown away: no journal, no waiting.
  for (const pragma of [
    'page_size = 4096',
    'journal_mode = off',
    'synchronous = off',
    'locking_mode = exclusive',
    'temp_store = memory',
    'cache_size = -16000',
    `application_id = ${APPLICATION_ID}`,
    `user_version = ${FILES_FORMAT}`,
  ]) {
    database.exec(`pragma ${pragma}`)
  }
  database.exec('begin')
  return {
    define: (statement) => database.exec(statement),
    inserting: (table, columns) => {
      const places = new Array(columns).fill('?').join(', ')
      const statement = database.prepare(`insert into ${table} values (${places})`)
      return {
        add: (row) => {
          statement.run(row)
        },
        end: () => statement.finalize(),
      }
    },
    close: () => {
      if (!database.isOpen) return
      if (database.inTransaction) database.exec('commit')
      database.close()
    },
  }
}
