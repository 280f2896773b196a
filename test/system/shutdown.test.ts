import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { testDatabase } from '../support/databases.ts'
import { testSpace } from '../support/space.ts'
import { type Spawned, spawnReady } from '../support/started-service.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

const server = inject('postgres')
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-shutdown-'))
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let url = ''
let remove = async () => {}

beforeAll(async () => {
  if ('missing' in server) return
  const database = await testDatabase(server.url)
  remove = database.remove
  url = database.location.url
  const db = await openDatabase(database.location)
  await migrate(db)
  await ingest(db, testPlan(), testEvaluations(0, 100))
  await publishRelease(db, await testSpace())
  await db.close()
})
afterAll(async () => {
  agent.destroy()
  await remove()
  rmSync(folder, { recursive: true, force: true })
})

const start = (delay = '0'): Promise<Spawned> =>
  spawnReady({
    DATABASE_URL: url,
    DATA_FOLDER: join(tmpdir(), 'eo-nas-bench-test'),
    EO_NAS_BENCH_MODELS: join(folder, 'none'),
    EO_NAS_BENCH_PREPARE: 'never',
    EO_NAS_BENCH_SHUTDOWN_DELAY_S: delay,
  })

async function answer(
  response: IncomingMessage,
): Promise<{ status?: number; connection?: string }> {
  response.resume()
  await once(response, 'end')
  const { statusCode, headers } = response
  return {
    ...(statusCode === undefined ? {} : { status: statusCode }),
    ...(headers.connection === undefined ? {} : { connection: headers.connection }),
  }
}

async function ask(address: string) {
  const [response] = await once(get(address, { agent }), 'response')
  return answer(response)
}

describe.skipIf('missing' in server)('a service that gets a signal to stop', () => {
  test('is not ready at once, answers during the delay, tells clients to leave, and ends', async () => {
    const service = await start('2')
    expect(await ask(`${service.url}/readyz`)).toEqual({ status: 200, connection: 'keep-alive' })
    service.child.kill('SIGTERM')
    await until(async () => (await ask(`${service.url}/readyz`)).status === 503)
    expect(await ask(`${service.url}/readyz`)).toEqual({ status: 503, connection: 'close' })
    expect(await ask(`${service.url}/v1/instances`)).toEqual({ status: 200, connection: 'close' })
    expect(await service.exited).toEqual({ code: 0, signal: null })
    await expect(ask(`${service.url}/readyz`)).rejects.toThrow(/ECONNREFUSED/)
  })

  test('lets a request in flight finish, and takes no other', async () => {
    const service = await start()
    const body = JSON.stringify({ instance: 'test-instance', architectures: [] })
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length }
    const slow = request(`${service.url}/v1/query`, { method: 'POST', headers, agent })
    slow.write(body.slice(0, 10))
    await until(async () => (await fetch(`${service.url}/healthz`)).ok)
    service.child.kill('SIGTERM')
    await until(() =>
      fetch(`${service.url}/healthz`).then(
        () => false,
        () => true,
      ),
    )
    slow.end(body.slice(10))
    const [response] = await once(slow, 'response')
    expect(await answer(response)).toMatchObject({ status: 200 })
    expect(await service.exited).toEqual({ code: 0, signal: null })
  })

  test('ends at the second signal, whatever is in flight', async () => {
    const service = await start('300')
    service.child.kill('SIGTERM')
    await until(async () => (await fetch(`${service.url}/readyz`)).status === 503)
    service.child.kill('SIGTERM')
    expect(await service.exited).toEqual({ code: 1, signal: null })
  })
})
