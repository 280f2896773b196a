import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { silentReporter } from '../../report/reporter.ts'
import { type RunningService, startService } from '../../service/start-service.ts'
import { testDatabase } from '../support/databases.ts'
import { testSpace } from '../support/space.ts'
import { evaluationOf, ingest, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

// Two servers in this process over one real Postgres, each with connections of its own.

const server = inject('postgres')
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-two-'))
const ARCHITECTURES = 400
const RELEASES = 'abcdef'

let db: Database
let services: RunningService[] = []
let remove = async () => {}

/** In release n every value is n / 10. */
async function publish(digit: string): Promise<string> {
  const value = (RELEASES.indexOf(digit) + 1) / 10
  const evaluations = Array.from({ length: ARCHITECTURES }, (_, id) =>
    evaluationOf(id, { values: [value, value] }),
  )
  await ingest(db, testPlan({ digit }), evaluations)
  return (await publishRelease(db, await testSpace())).id
}

beforeAll(async () => {
  if ('missing' in server) return
  const { location, remove: drop } = await testDatabase(server.url)
  remove = drop
  db = await openDatabase(location)
  await migrate(db)
  await testSpace()
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: location.url,
    DATA_FOLDER: join(tmpdir(), 'eo-nas-bench-test'),
    EO_NAS_BENCH_MODELS: join(folder, 'none'),
    EO_NAS_BENCH_PREPARE: 'never',
  })
  services = await Promise.all([1, 2].map(() => startService(config, silentReporter)))
})
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()))
  await db?.close()
  await remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  release: string
  results: { metrics: { overallAccuracy: Record<string, number> } }[]
}

async function ask(port: number): Promise<Answer> {
  const { hashOf } = await testSpace()
  const response = await fetch(`http://127.0.0.1:${port}/v1/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      instance: 'test-instance',
      architectures: Array.from({ length: ARCHITECTURES }, (_, id) => ({ hash: hashOf(id) })),
    }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

describe.skipIf('missing' in server)('two servers over one Postgres', () => {
  test('are not ready before a release is published, and then are', async () => {
    for (const { port } of services) {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`)
      expect(response.status).toBe(503)
      expect(response.headers.get('Retry-After')).toBe('5')
      expect(await response.json()).toMatchObject({ code: 'unavailable' })
    }
    const id = await publish('a')
    const served = await Promise.all(services.map(({ prepared }) => prepared))
    expect(served.map(({ release }) => release.id)).toEqual([id, id])
  })

  test('both take up each new release, and no answer mixes two', async () => {
    const values = new Map<string, number>()
    const answers: Answer[] = []
    let asking = true
    const clients = services.flatMap(({ port }) =>
      [1, 2].map(async () => {
        while (asking) answers.push(await ask(port))
      }),
    )
    // The first one again at the end: a release may become current that was so before.
    for (const digit of `${RELEASES.slice(1)}a`) {
      const id = await publish(digit)
      values.set(id, (RELEASES.indexOf(digit) + 1) / 10)
      await until(async () => {
        const now = await Promise.all(services.map(({ port }) => ask(port)))
        return now.every(({ release }) => release === id)
      })
      await setTimeout(20)
    }
    asking = false
    await Promise.all(clients)
    expect(values.size).toBe(RELEASES.length)
    expect(new Set(answers.map(({ release }) => release))).toEqual(new Set(values.keys()))
    for (const { release, results } of answers) {
      const answered = results.flatMap(({ metrics }) => Object.values(metrics.overallAccuracy))
      expect(new Set(answered)).toEqual(new Set([values.get(release)]))
    }
  })
})
