import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readProgress, storeProgress } from '../../db/preparation-progress.ts'
import { describeDatabases } from '../support/databases.ts'

const progress = {
  progress: 0.25,
  pending: [{ surrogate: 'mars-1', instance: 'mars', epochs: [12, 108] }],
}

describeDatabases('the progress of predictions', (databases) => {
  test('is what was stored last, and nothing once it is over', async () => {
    const db = await databases.empty()
    expect(await readProgress(db)).toBeNull()
    await storeProgress(db, { ...progress, progress: 0 })
    await storeProgress(db, progress)
    expect(await readProgress(db)).toEqual(progress)
    await storeProgress(db, null)
    expect(await readProgress(db)).toBeNull()
  })

  test('counts for nothing once whoever stored it is silent for a minute', async () => {
    const db = await databases.empty()
    await storeProgress(db, progress)
    await sql`update preparation set updated_at = now() - interval '61 seconds'`.execute(db.kysely)
    expect(await readProgress(db)).toBeNull()
  })

  test('is nothing in a database of an older version', async () => {
    const db = await databases.open()
    await sql`drop table preparation`.execute(db.kysely)
    expect(await readProgress(db)).toBeNull()
  })
})
