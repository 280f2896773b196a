import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { describeDatabases } from '../support/databases.ts'

describeDatabases('migrate', (databases) => {
  test('makes every table, and changes nothing the second time', async () => {
    const db = await databases.open()
    const tables = async () => (await db.kysely.introspection.getTables()).map(({ name }) => name)
    const once = await tables()
    await migrate(db)
    expect(await tables()).toEqual(once)
    expect(once.sort()).toEqual([
      'architectures',
      'current_release',
      'evaluations',
      'ingest_run_sources',
      'ingest_runs',
      'preparation',
      'release_columns',
      'releases',
    ])
  })

  test('lets several servers start at once', async () => {
    const location = await databases.locate()
    const first = await databases.openAt(location)
    const second = databases.kind === 'postgres' ? await databases.openAt(location) : first
    await Promise.all([migrate(first), migrate(second), migrate(first), migrate(second)])
    const { rows } = await sql`select name from kysely_migration`.execute(second.kysely)
    expect(rows).toEqual([
      { name: '0001-first' },
      { name: '0002-attribution' },
      { name: '0003-preparation' },
    ])
  })

  test('refuses a database that a newer version has changed', async () => {
    const db = await databases.open()
    await sql`insert into kysely_migration values ('9999-future', '2030')`.execute(db.kysely)
    await expect(migrate(db)).rejects.toThrow(/9999-future.*newer version.*update this program/)
  })
})
