import { createServer } from 'node:net'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { describeDatabases } from '../support/databases.ts'
import { everyEvaluation, ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

describeDatabases('openDatabase', (databases) => {
  const onPostgres = test.runIf(databases.kind === 'postgres')
  test('finds what an earlier process left', async () => {
    const location = await databases.locate()
    const first = await databases.openAt(location)
    await migrate(first)
    await ingest(first, testPlan(), testEvaluations(0, 10))
    await first.close()
    const second = await databases.openAt(location)
    await migrate(second)
    expect((await everyEvaluation(second)).length).toBe(10)
  })

  test('lets only one hold a lock of a name, in turn', async () => {
    const db = await databases.open()
    const turns: number[] = []
    const take = async (turn: number) => {
      const unlock = await db.lock('test')
      turns.push(turn)
      await new Promise((resolve) => setTimeout(resolve, 20))
      turns.push(turn)
      await unlock()
    }
    const other = await db.lock('another')
    await Promise.all([take(1), take(2), take(3)])
    await other()
    const [a, b, c, d, e, f] = turns
    expect([a, c, e]).toEqual([b, d, f])
  })

  test('closes twice and while a lock is held', async () => {
    const db = await databases.open()
    await db.lock('test')
    await db.close()
    await db.close()
  })

  test('serves more callers at once than it has connections', async () => {
    const db = await databases.open()
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const { rows } = await sql<{ n: number }>`select ${sql.lit(index)}::int as n`.execute(
          db.kysely,
        )
        return rows[0]?.n
      }),
    )
    expect(answers).toEqual(Array.from({ length: 40 }, (_, index) => index))
  })

  onPostgres(
    'works on after the server has closed every connection, also within a transaction',
    async () => {
      const location = await databases.locate()
      const db = await databases.openAt(location)
      const other = await databases.openAt(location)
      const cut = async () => {
        await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other.kysely)
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      await migrate(db)
      await cut()
      expect(await everyEvaluation(db)).toEqual([])
      const transaction = db.kysely.transaction().execute(async (inner) => {
        await sql`create table half (n int)`.execute(inner)
        await cut()
        await sql`create table other_half (n int)`.execute(inner)
      })
      await expect(transaction).rejects.toThrow('The connection to Postgres was lost')
      const tables = (await db.kysely.introspection.getTables()).map(({ name }) => name)
      expect(tables.filter((name) => name.includes('half'))).toEqual([])
    },
  )

  onPostgres('lets go of every connection, of one that was asked nothing as well', async () => {
    const location = await databases.locate()
    const other = await databases.openAt(location)
    const connections = async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other.kysely)
      return rows[0]?.n
    }
    const db = await openDatabase(location)
    expect(await connections()).toBe(1)
    await db.close()
    await until(async () => (await connections()) === 0)

    // What an old server says of itself.
    await sql`create function public.current_setting(text) returns text
      language sql as 'select ''140011'''`.execute(other.kysely)
    await sql`do $$ begin execute format(
      'alter database %I set search_path = public, pg_catalog', current_database()
    ); end $$`.execute(other.kysely)
    await expect(openDatabase(location)).rejects.toThrow('The Postgres server has version 14;')
    await until(async () => (await connections()) === 0)
  })

  onPostgres('says when no server answers, without the password', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' ? (address?.port ?? 0) : 0)
      })
    })
    await new Promise((resolve) => server.close(resolve))
    const opening = openDatabase({ url: `postgres://someone:secret@127.0.0.1:${port}/none` })
    await expect(opening).rejects.toThrow(/ECONNREFUSED/)
    await expect(opening).rejects.not.toThrow(/secret/)
  })
})
