import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { exportRelease } from '../../release/export.ts'
import { type Reporter, silentReporter } from '../../report/reporter.ts'
import { startService } from '../../service/start-service.ts'
import { smallRelease, smallSpace } from '../support/exported.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'
import { testSpace } from '../support/space.ts'
import { spawnService } from '../support/started-service.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'

const FULL = /^The disk of \S*eo-nas-bench-disk-\S* is full: \d+ MB are free, and the/m

const made = smallDisk(260)
const missing = 'missing' in made ? made.missing : null
const disk = made as SmallDisk // nothing below runs without one
const seed = mkdtempSync(join(tmpdir(), 'eo-nas-bench-seed-'))
let published = ''

beforeAll(async () => {
  if (missing !== null) return
  const db = await openDatabase({ folder: seed })
  await migrate(db)
  await ingest(db, testPlan(), testEvaluations(0, 5))
  published = (await publishRelease(db, await testSpace())).id
  // Enough to publish that it needs room.
  await ingest(db, testPlan({ id: 'added-later' }), testEvaluations(0, 15_000))
  await db.close()
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test/space-1.bin'), join(seed, 'space-1.bin'))
}, 240_000)
afterEach(() => {
  if (missing === null) for (const name of readdirSync(disk.folder)) remove(join(disk.folder, name))
})
afterAll(() => {
  if (missing === null) disk.remove()
  remove(seed)
})

const remove = (path: string) => rmSync(path, { recursive: true, force: true })

const environment = () => ({
  DATA_FOLDER: disk.folder,
  EO_NAS_BENCH_MODELS: join(disk.folder, 'none'),
  EO_NAS_BENCH_SOURCES: join(disk.folder, 'none'),
  EO_NAS_BENCH_EXPORT: 'never',
  LOG_LEVEL: 'silent',
})

if (missing !== null) test.skip(`a full disk: ${missing}`, () => {})

describe.skipIf(missing !== null)('on a full disk', () => {
  test('a first start ends with code 1, and says where it is full and what is needed', async () => {
    const { child, output } = spawnService(environment())
    const code = await new Promise<number | null>((done) => child.once('exit', done))
    expect(output()).toMatch(FULL)
    expect(output()).toContain('the embedded database needs 700 MB. Free some, set DATA_FOLDER')
    expect(code).toBe(1)
    expect(readdirSync(disk.folder)).not.toContain('pglite.lock')
  }, 120_000)

  test('the embedded database is ended with what is wrong before it goes round for ever, and opens again', async () => {
    cpSync(seed, disk.folder, { recursive: true })
    const db = await openDatabase({ folder: disk.folder })
    disk.fill(40 * 2 ** 20)
    const grow = sql`create table big as
      select repeat(md5(g::text), 20) as text from generate_series(1, 200000) as g`
    await expect(grow.execute(db.kysely)).rejects.toThrow(FULL)
    await db.close()
    disk.empty()
    await (await openDatabase({ folder: disk.folder })).close()
    expect(readdirSync(disk.folder).filter((name) => name.includes('damaged'))).toEqual([])
  }, 120_000)

  test('a preparation that meets it leaves the release before served', async () => {
    cpSync(seed, disk.folder, { recursive: true })
    const lines: string[] = []
    const reporter: Reporter = {
      ...silentReporter,
      info(line) {
        // The database is open and the release served by now.
        if (lines.length === 0) disk.fill(0)
        lines.push(line)
      },
    }
    const config = readConfig({ ...environment(), PORT: '0', HOST: '127.0.0.1' })
    const service = await startService(config, reporter)
    expect((await service.prepared).release.id).toBe(published)
    expect(lines.join('\n')).toMatch(
      /^The preparation failed, release r\w+ is served on: The disk of/m,
    )
    const ready = await fetch(`http://127.0.0.1:${service.port}/readyz`)
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ release: published, predictions: 'failed' })
    const { hashOf } = await testSpace()
    const path = `/v1/instances/test-instance/architectures/${hashOf(1)}`
    expect((await fetch(`http://127.0.0.1:${service.port}${path}`)).status).toBe(200)
    await service.stop()
  }, 120_000)

  test('an export is refused before it begins, and says what it needs', async () => {
    disk.fill(4 * 2 ** 20)
    let hasBegun = false
    const reporter: Reporter = {
      ...silentReporter,
      progress() {
        hasBegun = true
      },
    }
    await expect(exported(reporter)).rejects.toThrow(
      /^The disk of .* is full: \d+ MB are free, and the export needs 9\d MB\. Free some, choose fewer/,
    )
    expect(hasBegun).toBe(false)
    expect(readdirSync(join(disk.folder, 'releases'))).toEqual([])
  })

  test('an export that meets it leaves nothing half written', async () => {
    let isFull = false
    const fillOnce = () => {
      if (isFull) return
      isFull = true
      disk.fill(0)
    }
    await expect(exported({ ...silentReporter, progress: fillOnce })).rejects.toThrow(FULL)
    expect(isFull).toBe(true)
    expect(readdirSync(join(disk.folder, 'releases'))).toEqual([])
  })
})

async function exported(reporter: Reporter) {
  const folder = join(disk.folder, 'releases')
  mkdirSync(folder, { recursive: true })
  return exportRelease(smallRelease(), await smallSpace(), {
    folder,
    formats: ['parquet', 'csv', 'jsonl', 'sqlite'],
    instances: null,
    modelsFolder: null,
    reporter,
  })
}
