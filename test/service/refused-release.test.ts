import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { RELEASE_FORMAT } from '../../db/release-manifest.ts'
import { announceRelease } from '../../db/release-notices.ts'
import type { Reporter } from '../../report/reporter.ts'
import { type RunningService, startService } from '../../service/start-service.ts'
import { testDatabase } from '../support/databases.ts'
import { testSpace } from '../support/space.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

const server = inject('postgres')
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-refused-'))

let db: Database
let url = ''
let remove = async () => {}
let service: RunningService
let lines: string[] = []

beforeAll(async () => {
  await testSpace()
})
beforeEach(async () => {
  if ('missing' in server) return
  const { location, remove: drop } = await testDatabase(server.url)
  remove = drop
  url = location.url
  db = await openDatabase(location)
  await migrate(db)
  lines = []
})
afterEach(async () => {
  await service?.stop()
  await db?.close()
  await remove()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function start(): Promise<void> {
  const reporter: Reporter = { info: (line) => lines.push(line), progress() {}, done() {} }
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: url,
    DATA_FOLDER: join(tmpdir(), 'eo-nas-bench-test'),
    EO_NAS_BENCH_MODELS: join(folder, 'none'),
    EO_NAS_BENCH_PREPARE: 'never',
  })
  service = await startService(config, reporter)
}

async function publish(digit: string): Promise<string> {
  await ingest(db, testPlan({ digit }), testEvaluations(0, digit.charCodeAt(0)))
  return (await publishRelease(db, await testSpace(), { surrogates: [] })).id
}

/** What a version of the service from the future might publish. */
async function publishForeign(): Promise<string> {
  const manifest = '{"format":99}'
  const id = `r${createHash('sha256').update(manifest).digest('hex').slice(0, 12)}`
  await db.kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto('releases').values({ release_id: id, manifest }).execute()
    const current = { release_id: id, inputs: '' }
    await transaction
      .insertInto('current_release')
      .values(current)
      .onConflict((conflict) => conflict.column('singleton').doUpdateSet(current))
      .execute()
    await announceRelease(transaction, id)
  })
  return id
}

const ready = async () => {
  const response = await fetch(`http://127.0.0.1:${service.port}/readyz`)
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

describe.skipIf('missing' in server)('a release that the service cannot load', () => {
  test('is named once with the reason while the one before is served on, until the next', async () => {
    const before = await publish('a')
    await start()
    await service.prepared
    const foreign = await publishForeign()
    // What the service computes meanwhile is told as well.
    const refusals = () => lines.filter((line) => line.includes('cannot be loaded'))
    await until(() => refusals().length > 0)
    // By now it was tried again.
    await new Promise((done) => setTimeout(done, 3000))
    expect(refusals()).toHaveLength(1)
    expect(refusals()[0]).toContain(
      `Release ${foreign} cannot be loaded, ${before} is served on: Release ${foreign} has format 99; this program reads format ${RELEASE_FORMAT}.`,
    )
    expect(await ready()).toEqual({
      status: 200,
      body: { status: 'ready', release: before, predictions: 'complete', progress: 1 },
    })
    const listed = await fetch(`http://127.0.0.1:${service.port}/v1/releases`)
    const { results } = (await listed.json()) as { results: { id: string; instances: unknown[] }[] }
    expect(results.map(({ id, instances }) => [id, instances.length])).toEqual([
      [foreign, 0],
      [before, 1],
    ])
    const after = await publish('b')
    await until(async () => (await ready()).body['release'] === after)
    await until(() => lines.includes(`Release ${after} is served`))
    expect(refusals()).toHaveLength(1)
  })

  test('leaves a service that has no other not ready, which does not say that the database is away', async () => {
    await publishForeign()
    await start()
    await until(() => lines.some((line) => /cannot be loaded, nothing is served: /.test(line)))
    const { status, body } = await ready()
    expect(status).toBe(503)
    expect(body).toMatchObject({
      code: 'unavailable',
      detail: 'The current release cannot be loaded, the log says why; the service goes on trying.',
    })
    const id = await publish('a')
    expect((await service.prepared).release.id).toBe(id)
    expect((await ready()).status).toBe(200)
  })
})
