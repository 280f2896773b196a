import { createHash } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { loadRelease } from '../../db/load-release.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { listReleases } from '../../db/release-list.ts'
import { exportRelease } from '../../release/export.ts'
import { silentReporter } from '../../report/reporter.ts'
import { describeDatabases } from '../support/databases.ts'
import { exportFolder, smallSpace } from '../support/exported.ts'
import { predictionTable } from '../support/predicted.ts'
import { evaluationOf, ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'

// The bytes are part of the promise: the same release has them on every machine.
const DIGEST = '725f8be8f71424e3ffb18582d76bb35027a91ebee847d5b6235c5475cdeb4fae'

async function published(db: Database) {
  const space = await smallSpace()
  const plan = testPlan()
  await ingest(db, plan, [
    ...testEvaluations(0, 100),
    evaluationOf(3, { run: 1, values: [null, 1 / 3] }),
  ])
  const predictions = [
    predictionTable(plan.instance, 108, { names: ['overallAccuracy.test'], size: space.size }),
  ]
  const surrogate = {
    id: 'test-instance-1',
    instance: plan.instance,
    sha256: 'b'.repeat(64),
    predictionsVersion: 1,
    withheld: [],
    predictions: async () => predictions,
  }
  const { id } = await publishRelease(db, space, { surrogates: [surrogate] })
  return { id, space }
}

describeDatabases('exportRelease', (databases) => {
  let db: Database
  beforeEach(async () => {
    db = await databases.empty()
  })

  test('gives the same bytes from every database', async () => {
    const { id, space } = await published(db)
    const { manifest } = await exportRelease(await loadRelease(db, id), space, {
      folder: exportFolder(),
      formats: ['parquet', 'sqlite'],
      instances: null,
      modelsFolder: null,
      reporter: silentReporter,
    })
    const own = manifest.files.filter(({ name }) => /\.(parquet|sqlite|bin)$/.test(name))
    const text = own.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')
    expect(own).toHaveLength(7)
    expect(createHash('sha256').update(text).digest('hex'), text).toBe(DIGEST)
  })

  test('listReleases gives every release, the newest first, and which is current', async () => {
    expect(await listReleases(db)).toStrictEqual([])
    const { id, space } = await published(db)
    await ingest(db, testPlan({ digit: 'c' }), testEvaluations(0, 3))
    const second = await publishRelease(db, space)
    const releases = await listReleases(db)
    expect(releases).toMatchObject([
      {
        id: second.id,
        current: true,
        instances: [{ id: 'test-instance', title: 'Test instance' }],
      },
      { id, current: false, instances: [{ id: 'test-instance', title: 'Test instance' }] },
    ])
    for (const { publishedAt } of releases) {
      expect(new Date(publishedAt).toISOString()).toBe(publishedAt)
    }
  })
})
