import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { currentReleaseId, loadRelease } from '../../db/load-release.ts'
import { pruneReleases } from '../../db/prune-releases.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { listReleases } from '../../db/release-list.ts'
import { describeDatabases } from '../support/databases.ts'
import { predictionTable } from '../support/predicted.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'

const space = { size: 500 }
const ignore = async () => {}

describeDatabases('pruneReleases', (databases) => {
  let db: Database
  let ids: string[]
  beforeEach(async () => {
    db = await databases.empty()
    ids = []
    const { instance } = testPlan()
    const names = ['overallAccuracy.test']
    for (const count of [3, 4, 5, 6]) {
      await ingest(db, testPlan({ parserVersion: count }), testEvaluations(0, count))
      const surrogate = {
        id: `test-instance-${count}`,
        instance,
        sha256: `${count}`.repeat(64),
        predictionsVersion: 1,
        withheld: [],
        predictions: async () => [
          predictionTable(instance, 36 + count, { names, size: space.size }),
        ],
      }
      ids.push((await publishRelease(db, space, { surrogates: [surrogate] })).id)
    }
  })

  const columns = async () => {
    const rows = await db.kysely.selectFrom('release_columns').select('digest').execute()
    return new Set(rows.map(({ digest }) => digest))
  }
  const left = async () => (await listReleases(db)).map(({ id }) => id)

  test('keeps the current release and the newest others, whole', async () => {
    const before = await Promise.all(ids.slice(2).map((id) => loadRelease(db, id)))
    const pruned = await pruneReleases(db, { keep: 1, dryRun: false, onDelete: ignore })
    expect(pruned.releases.map(({ id }) => id)).toEqual([ids[1], ids[0]])
    expect(await left()).toEqual([ids[3], ids[2]])
    expect(await Promise.all(ids.slice(2).map((id) => loadRelease(db, id)))).toEqual(before)
    const surrogates = await db.kysely.selectFrom('release_surrogates').selectAll().execute()
    expect(new Set(surrogates.map(({ release_id }) => release_id))).toEqual(new Set(await left()))
  })

  test('keeps the current release though others are newer', async () => {
    await ingest(db, testPlan({ parserVersion: 3 }), testEvaluations(0, 3))
    const surrogates = [...(await surrogateOfFirst())]
    const { id, created } = await publishRelease(db, space, { surrogates })
    expect([id, created]).toEqual([ids[0], false])
    await pruneReleases(db, { keep: 0, dryRun: false, onDelete: ignore })
    expect(await left()).toEqual([ids[0]])
    expect(await currentReleaseId(db)).toBe(ids[0])
    await loadRelease(db, id)
  })

  async function surrogateOfFirst() {
    const { instance } = testPlan()
    const predictions = () => Promise.reject(new Error('predicted before'))
    const sha256 = '3'.repeat(64)
    return [
      { id: 'test-instance-3', instance, sha256, predictionsVersion: 1, withheld: [], predictions },
    ]
  }

  test('deletes the columns that no release has any more, and those of none', async () => {
    const before = await columns()
    const dry = await pruneReleases(db, { keep: 0, dryRun: true, onDelete: ignore })
    expect(await columns()).toEqual(before)
    expect(await left()).toHaveLength(4)
    const pruned = await pruneReleases(db, { keep: 0, dryRun: false, onDelete: ignore })
    expect(pruned).toEqual(dry)
    const after = await columns()
    expect(before.size - after.size).toBe(pruned.columns)
    expect(pruned.columns).toBeGreaterThan(3)
    expect(pruned.bytes).toBeGreaterThan(3 * space.size)
    const { manifest } = await db.kysely
      .selectFrom('releases')
      .select('manifest')
      .executeTakeFirstOrThrow()
    for (const digest of after) expect(manifest).toContain(digest)
    await sql`insert into release_columns values (${'f'.repeat(64)}, 'orphan')`.execute(db.kysely)
    const again = await pruneReleases(db, { keep: 0, dryRun: false, onDelete: ignore })
    expect(again).toEqual({ releases: [], columns: 1, bytes: 6 })
  })

  test('deletes nothing where the files of a release cannot be deleted', async () => {
    const onDelete = async (gone: readonly string[]) => {
      expect(gone).toEqual([ids[2], ids[1], ids[0]])
      throw new Error('The folder is read-only')
    }
    const before = await columns()
    await expect(pruneReleases(db, { keep: 0, dryRun: false, onDelete })).rejects.toThrow(
      'The folder is read-only',
    )
    expect(await left()).toHaveLength(4)
    expect(await columns()).toEqual(before)
  })

  test('leaves releases as protected as they were', async () => {
    await pruneReleases(db, { keep: 0, dryRun: false, onDelete: ignore })
    for (const table of ['releases', 'release_surrogates', 'release_columns']) {
      const deletion = sql`delete from ${sql.table(table)}`.execute(db.kysely)
      await expect(deletion).rejects.toThrow('A release never changes')
    }
  })
})
