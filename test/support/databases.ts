import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import postgres from 'postgres'
import { afterAll, describe, inject } from 'vitest'
import { type Database, type DatabaseLocation, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'

export interface TestDatabases {
  readonly kind: Database['kind']
  /** A new database with its tables, closed and removed after the tests of this block. */
  open(): Promise<Database>
  /** The one database of this block, emptied: much quicker than a new one for each test. */
  empty(): Promise<Database>
  /** Where a new, empty and lasting database is, which may be opened again and again. */
  locate(): Promise<DatabaseLocation>
  /** Opens what `locate` gave. */
  openAt(location: DatabaseLocation): Promise<Database>
}

/** Registers the same tests for PGlite and for Postgres; skipped with the reason without one. */
export function describeDatabases(title: string, tests: (databases: TestDatabases) => void): void {
  describe(`${title} on PGlite`, () => tests(databasesOf('pglite', pgliteLocation)))
  const server = inject('postgres')
  if ('missing' in server) {
    describe.skip(`${title} on Postgres (skipped: ${server.missing})`, () =>
      tests(databasesOf('postgres', () => Promise.reject(new Error(server.missing)))))
    return
  }
  describe(`${title} on Postgres`, () =>
    tests(databasesOf('postgres', () => testDatabase(server.url))))
}

interface Located {
  readonly location: DatabaseLocation
  remove(): Promise<void>
}

function databasesOf(kind: Database['kind'], make: () => Promise<Located>): TestDatabases {
  const opened: Database[] = []
  const located: Located[] = []
  const openAt = async (location: DatabaseLocation) => {
    const db = await openDatabase(location)
    opened.push(db)
    return db
  }
  const locate = async () => {
    const made = await make()
    located.push(made)
    return made.location
  }
  afterAll(async () => {
    for (const db of opened) await db.close()
    for (const { remove } of located) await remove()
  })
  const open = async () => {
    const db = await openAt(kind === 'pglite' ? { memory: true } : await locate())
    await migrate(db)
    return db
  }
  let shared: Promise<Database> | undefined
  const empty = async () => {
    shared ??= open()
    const db = await shared
    await truncate(db)
    return db
  }
  return { kind, openAt, locate, open, empty }
}

const FROZEN = ['releases', 'release_surrogates', 'release_columns']

async function truncate(db: Database): Promise<void> {
  const tables = (await db.kysely.introspection.getTables()).map(({ name }) => name)
  const list = sql.join(tables.map((name) => sql.table(name)))
  await db.kysely.transaction().execute(async (transaction) => {
    const triggers = async (action: 'disable' | 'enable') => {
      for (const table of FROZEN) {
        const statement = sql`alter table ${sql.table(table)} ${sql.raw(action)} trigger user`
        await statement.execute(transaction)
      }
    }
    await triggers('disable')
    await sql`truncate ${list} restart identity cascade`.execute(transaction)
    await triggers('enable')
  })
}

async function pgliteLocation(): Promise<Located> {
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-pglite-'))
  const remove = async () => rmSync(folder, { recursive: true, force: true })
  return { location: { folder }, remove }
}

/** A new, empty database on a Postgres server. */
export async function testDatabase(serverUrl: string) {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const remove = () => administer(serverUrl, `drop database if exists ${name} with (force)`)
  return { location: { url: url.href }, remove }
}

/**
 * Where commands that are called again and again find their database: on the Postgres server, or in
 * the embedded one where there is none, which each call opens for seconds.
 */
export async function commandDatabase(): Promise<{
  readonly databaseUrl: string | null
  remove(): Promise<void>
}> {
  const server = inject('postgres')
  if ('missing' in server) return { databaseUrl: null, remove: async () => {} }
  const { location, remove } = await testDatabase(server.url)
  return { databaseUrl: location.url, remove }
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = postgres(serverUrl, { max: 1, onnotice: () => {} })
  await client.unsafe(statement)
  await client.end()
}
