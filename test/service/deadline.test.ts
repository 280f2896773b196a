import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../db/database.ts'
import { withDeadline } from '../../service/deadline.ts'
import { type OwnPostgres, ownPostgres } from '../support/own-postgres.ts'

const server: OwnPostgres | null = await ownPostgres()
const TIMEOUT_MS = 1000
const CONNECTIONS_MAX = 10

let db: Database
beforeAll(async () => {
  await server?.start()
  if (server !== null) db = await openDatabase({ url: server.url })
})
afterEach(() => server?.thaw())
afterAll(async () => {
  await db?.close()
  await server?.remove()
})

async function connectionOf(own: Database): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(own.kysely)
  return rows[0]?.pid
}
const ask = () => withDeadline(db, connectionOf, TIMEOUT_MS)
const askMany = () => Promise.all(Array.from({ length: CONNECTIONS_MAX }, ask))
const SILENT = `The database has not answered for ${TIMEOUT_MS} ms`

describe.skipIf(server === null)('a question that the database does not answer in time', () => {
  test('loses its connection, and the next has another that works', async () => {
    const many = await askMany()
    expect(new Set(many).size).toBeGreaterThan(1)
    server?.freezeConnected()
    await expect(ask()).rejects.toThrow(SILENT)
    // Those that lay idle meanwhile are as silent.
    const after = await askMany()
    expect(many.filter((pid) => after.includes(pid))).toEqual([])
  })

  test('keeps no place in the pool, and the database is asked again as soon as it answers', async () => {
    const before = await askMany()
    server?.freeze()
    const many = Array.from({ length: 3 * CONNECTIONS_MAX }, ask)
    for (const { status } of await Promise.allSettled(many)) expect(status).toBe('rejected')
    server?.thaw()
    const after = await askMany()
    expect(before.filter((pid) => after.includes(pid))).toEqual([])
  })

  test('gives up a connection that was to listen as well', async () => {
    const listening = withDeadline(db, (own) => own.listen('test', () => {}), TIMEOUT_MS)
    const first = await listening
    expect(first.lost).toBe(false)
    server?.freeze()
    let failure: unknown
    const late = withDeadline(
      db,
      (own) => {
        const opening = own.listen('test', () => {})
        opening.catch((error: unknown) => (failure = error))
        return opening
      },
      TIMEOUT_MS,
    )
    await expect(late).rejects.toThrow(SILENT)
    await expect.poll(() => failure).toMatchObject({ code: 'CONNECTION_DESTROYED' })
    server?.thaw()
    await first.close()
  })

  test('leaves the connections of others alone', async () => {
    const asked = db.kysely.connection().execute(async (own) => {
      const { rows } = await sql<{ n: number }>`select 1 as n from pg_sleep(2)`.execute(own)
      return rows[0]?.n
    })
    const slow = withDeadline(db, (own) => sql`select pg_sleep(10)`.execute(own.kysely), TIMEOUT_MS)
    await expect(slow).rejects.toThrow(SILENT)
    expect(await asked).toBe(1)
  })
})
