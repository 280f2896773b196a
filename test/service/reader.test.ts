import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { silentReporter } from '../../report/reporter.ts'
import { startService } from '../../service/start-service.ts'
import { testDatabase } from '../support/databases.ts'
import { testSpace } from '../support/space.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

const server = inject('postgres')
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-reader-'))
const page = readFileSync(new URL('../../docs/running.md', import.meta.url), 'utf8')
const [, statements = ''] = /```sql\n([^`]+)```/.exec(page) ?? []

let owner: Database
let reader: Database
let readerUrl = ''
let remove = async () => {}

beforeAll(async () => {
  if ('missing' in server) return
  const database = await testDatabase(server.url)
  owner = await openDatabase(database.location)
  await migrate(owner)
  const role = `reader_${new URL(database.location.url).pathname.slice(1)}`
  for (const statement of statements.replaceAll('eo_nas_bench_reader', role).split(';')) {
    if (statement.trim() !== '') await sql.raw(statement).execute(owner.kysely)
  }
  const url = new URL(database.location.url)
  url.username = role
  url.password = 'choose-one'
  readerUrl = url.href
  reader = await openDatabase({ url: readerUrl })
  remove = async () => {
    await reader.close()
    await sql.raw(`drop owned by ${role}`).execute(owner.kysely)
    await sql.raw(`drop role ${role}`).execute(owner.kysely)
    await owner.close()
    await database.remove()
  }
})
afterAll(async () => {
  await remove()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf('missing' in server)('a server with the read-only role of docs/running.md', () => {
  test('serves the release, and one that is published later', async () => {
    const space = await testSpace()
    await ingest(owner, testPlan(), testEvaluations(0, 100))
    const { id } = await publishRelease(owner, space)
    const service = await startService(
      readConfig({
        PORT: '0',
        HOST: '127.0.0.1',
        DATABASE_URL: readerUrl,
        DATA_FOLDER: join(tmpdir(), 'eo-nas-bench-test'),
        EO_NAS_BENCH_MODELS: join(folder, 'none'),
        EO_NAS_BENCH_PREPARE: 'never',
      }),
      silentReporter,
    )
    try {
      expect((await service.prepared).release.id).toBe(id)
      const path = `/v1/instances/test-instance/architectures/${space.hashOf(100)}`
      const ask = async () => (await fetch(`http://127.0.0.1:${service.port}${path}`)).json()
      expect(await ask()).toMatchObject({ code: 'not_evaluated' })
      await ingest(owner, testPlan({ digit: 'b' }), testEvaluations(0, 101))
      const later = await publishRelease(owner, space)
      expect(later.id).not.toBe(id)
      await until(async () => ((await ask()) as { release?: string }).release === later.id)
    } finally {
      await service.stop()
    }
  })

  test('is refused every write, also where it takes back that it is read-only', async () => {
    const tables = (await owner.kysely.introspection.getTables()).map(({ name }) => name)
    expect(tables).toContain('releases')
    for (const table of tables) {
      const write = sql`delete from ${sql.table(table)}`
      await expect(write.execute(reader.kysely), table).rejects.toThrow(/read-only transaction/)
      const defiant = reader.kysely.transaction().execute(async (transaction) => {
        await sql`set transaction read write`.execute(transaction)
        await write.execute(transaction)
      })
      await expect(defiant, table).rejects.toThrow(/permission denied/)
    }
  })

  test('can read tables that a later migration makes', async () => {
    await sql`create table later (n integer)`.execute(owner.kysely)
    await sql`select n from later`.execute(reader.kysely)
  })
})
