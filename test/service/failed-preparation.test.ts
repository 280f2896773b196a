import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { readConfig } from '../../api/http/config.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { silentReporter } from '../../report/reporter.ts'
import { startService } from '../../service/start-service.ts'
import { testDatabase } from '../support/databases.ts'
import { memoryLog, testServed } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { evaluationOf, ingest, testPlan } from '../support/test-ingest.ts'

const server = inject('postgres')
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-failed-'))
let db: Database
let url = ''
let remove = async () => {}

beforeAll(async () => {
  if ('missing' in server) return
  const made = await testDatabase(server.url)
  remove = made.remove
  url = made.location.url
  db = await openDatabase(made.location)
  await migrate(db)
  await testSpace()
})
afterAll(async () => {
  await db?.close()
  await remove()
  rmSync(folder, { recursive: true, force: true })
})

const start = () =>
  startService(
    readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      // Nothing can be written, as on a replica or as a role that may only read.
      DATABASE_URL: `${url}?options=${encodeURIComponent('-c default_transaction_read_only=on')}`,
      DATA_FOLDER: join(tmpdir(), 'eo-nas-bench-test'),
      EO_NAS_BENCH_SOURCES: folder,
      EO_NAS_BENCH_MODELS: join(folder, 'none'),
      LOG_LEVEL: 'silent',
    }),
    silentReporter,
  )

describe.skipIf('missing' in server)('a preparation that fails', () => {
  test('ends a start that has nothing to serve', async () => {
    const service = await start()
    await expect(service.prepared).rejects.toThrow(/read-only/)
    await service.stop()
  }, 60_000)

  test('leaves the release before it served, and /readyz says so', async () => {
    await ingest(db, testPlan(), [evaluationOf(1, { values: [0.5, 0.5] })])
    const { id } = await publishRelease(db, await testSpace())
    // Something to publish, or the preparation has nothing to write.
    await ingest(db, testPlan({ id: 'added-later' }), [evaluationOf(2, { values: [0.5, 0.5] })])
    const service = await start()
    expect((await service.prepared).release.id).toBe(id)
    const answer = await fetch(`http://127.0.0.1:${service.port}/readyz`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      status: 'ready',
      release: id,
      predictions: 'failed',
      progress: 0,
      detail: expect.stringMatching(/^The preparation failed, the log says why/),
    })
    await service.stop()
  }, 60_000)
})

test('/docs and /openapi.json do not wait for a database that says nothing', async () => {
  const releases = {
    list: () => new Promise<never>(() => {}),
    folders: releaseFolders(join(folder, 'none')),
  }
  const served = { ...(await testServed()), releases }
  const app = buildApp(() => served, memoryLog())
  for (const path of ['/docs', '/openapi.json']) {
    expect((await app.request(path)).status, path).toBe(200)
  }
})
