import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import type { Reporter } from '../../report/reporter.ts'
import { type RunningService, startService } from '../../service/start-service.ts'
import { type OwnPostgres, ownPostgres } from '../support/own-postgres.ts'
import { testSpace } from '../support/space.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

const server: OwnPostgres | null = await ownPostgres()
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-away-'))
const lines: string[] = []
const reporter: Reporter = { info: (line) => lines.push(line), progress() {}, done() {} }

let service: RunningService

beforeAll(async () => {
  await testSpace()
})
afterAll(async () => {
  await service?.stop()
  await server?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const get = (path: string) => fetch(`http://127.0.0.1:${service.port}${path}`)

async function publish(digit: string): Promise<string> {
  const db = await openDatabase({ url: server?.url ?? '' })
  try {
    await migrate(db)
    await ingest(db, testPlan({ digit }), testEvaluations(0, digit.charCodeAt(0)))
    return (await publishRelease(db, await testSpace())).id
  } finally {
    await db.close()
  }
}

async function databaseUp(): Promise<string | undefined> {
  return /^eo_nas_bench_database_up (\d)$/m.exec(await (await get('/metrics')).text())?.[1]
}

async function expectUnavailable(path: string): Promise<void> {
  const response = await get(path)
  expect(response.status).toBe(503)
  expect(response.headers.get('Retry-After')).toBe('5')
  expect(await response.json()).toMatchObject({ code: 'unavailable' })
}

async function release(): Promise<string> {
  const { release: id } = (await (await get('/readyz')).json()) as { release: string }
  return id
}

describe.skipIf(server === null)('a server whose Postgres is away', () => {
  test('waits for it at the start, says so, and becomes ready by itself', async () => {
    const config = readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: server?.url,
      DATA_FOLDER: join(tmpdir(), 'eo-nas-bench-test'),
      EO_NAS_BENCH_MODELS: join(folder, 'none'),
      EO_NAS_BENCH_PREPARE: 'never',
    })
    service = await startService(config, reporter)
    await until(() => lines.some((line) => /^Postgres does not answer .*again in 0.5 s/.test(line)))
    const response = await get('/readyz')
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('5')
    expect(await response.json()).toMatchObject({
      detail: expect.stringContaining('The database does not answer'),
    })
    expect((await get('/healthz')).status).toBe(200)
    expect(await databaseUp()).toBe('0')
    await server?.start()
    const id = await publish('a')
    expect((await service.prepared).release.id).toBe(id)
    expect(await release()).toBe(id)
    expect(await databaseUp()).toBe('1')
  })

  test('answers look-ups on while it is down, and takes up a release that came later', async () => {
    const before = await release()
    await server?.stop()
    await until(() => lines.some((line) => /^The current release cannot be had/.test(line)), 40_000)
    const { hashOf } = await testSpace()
    const path = `/v1/instances/test-instance/architectures/${hashOf(5)}`
    expect(await (await get(path)).json()).toMatchObject({ release: before, source: 'tabular' })
    expect((await get('/readyz')).status).toBe(200)
    expect(await databaseUp()).toBe('0')
    await expectUnavailable('/v1/releases')
    await server?.start()
    expect((await get('/v1/releases')).status).toBe(200)
    const after = await publish('b')
    await until(async () => (await release()) === after, 40_000)
    expect(lines).toContain('The database answers again')
    expect(await databaseUp()).toBe('1')
  })

  test('answers look-ups on while it is frozen, and takes up a release that came later', async () => {
    server?.freeze()
    expect((await get('/v1/instances')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
    const many = Array.from({ length: 50 }, () => expectUnavailable('/v1/releases/r999999999999'))
    await Promise.all([...many, expectUnavailable('/v1/releases')])
    server?.thaw()
    expect((await get('/v1/releases')).status).toBe(200)
    const after = await publish('c')
    await until(async () => (await release()) === after, 40_000)
  })

  test('stops while it is frozen in the middle of a look, after any number of signals', async () => {
    lines.length = 0
    server?.freeze()
    await until(() => lines.some((line) => /has not answered for 5000 ms/.test(line)), 40_000)
    await Promise.all([service.stop(), service.stop()])
    await service.stop()
    expect(lines.filter((line) => line.startsWith('Something could not'))).toEqual([])
    server?.thaw()
  })
})
