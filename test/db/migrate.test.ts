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
      'current_release',
      'evaluations',
      'ingest_run_sources',
      'ingest_runs',
      'preparation',
      'release_columns',
      'release_surrogates',
      'releases',
    ])
  })

  test('lets several servers start at once', async () => {
    const location = await databases.locate()
    const first = await databases.openAt(location)
    const second = databases.kind === 'postgres' ? await databases.openAt(location) : first
    await Promise.all([migrate(first), migrate(second), migrate(first), migrate(second)])
    const { rows } = await sql`select name from kysely_migration`.execute(second.kysely)
    expect(rows).toEqual([{ name: '0001-schema' }])
  })

  test('refuses a database that a newer version has changed', async () => {
    const db = await databases.open()
    await sql`insert into kysely_migration values ('9999-future', '2030')`.execute(db.kysely)
    await expect(migrate(db)).rejects.toThrow(/9999-future.*newer version.*update this program/)
  })

  test('refuses a database of a development version, and says what to do', async () => {
    const location = await databases.locate()
    const db = await databases.openAt(location)
    const kysely = sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`
    await kysely.execute(db.kysely)
    await sql`insert into kysely_migration values ('0001-first', '2026')`.execute(db.kysely)
    await expect(migrate(db)).rejects.toThrow(
      databases.kind === 'pglite'
        ? /development version before 0\.1\.0.*Delete the data folder and start again/
        : /development version before 0\.1\.0.*Name an empty database in DATABASE_URL and start again/,
    )
  })
})
