import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { buildApp } from '../../api/http/app.ts'
import { jsonLog } from '../../api/http/log.ts'
import type { Served } from '../../api/operations/context.ts'
import type { ReleaseView } from '../../api/operations/release-view.ts'
import { KNOWN_HASH, memoryLog, post, testServed } from '../support/served.ts'

const SECRET = 'postgres://admin:hunter2@db.internal/benchmark'

// A release whose every use fails, as a fault anywhere below an operation would.
async function broken(thrown: unknown): Promise<Served> {
  const { space } = await testServed()
  const release = new Proxy({} as ReleaseView, {
    get: () => {
      throw thrown
    },
  })
  return { space, release }
}

afterEach(() => vi.unstubAllEnvs())

const thrown: [string, unknown][] = [
  ['an error', new Error(SECRET, { cause: new Error(SECRET) })],
  ['an error that reads like broken JSON', new SyntaxError(SECRET)],
  ['an error of a schema', new z.ZodError([{ code: 'custom', path: [], message: SECRET }])],
  ['a string', SECRET],
  ['an object', { status: 400, code: 'request_invalid', detail: SECRET, message: SECRET }],
]

test.each(thrown)('a secret in %s reaches the log and nobody else', async (_, error) => {
  for (const environment of ['production', 'development']) {
    vi.stubEnv('NODE_ENV', environment)
    const log = memoryLog()
    const served = await broken(error)
    const app = buildApp(() => served, log)
    const query = post({ instance: 'test-instance', architectures: [] })
    const input = encodeURIComponent(JSON.stringify({ hash: KNOWN_HASH }))
    const responses = [
      await app.request('/v1/instances'),
      await app.request('/v1/query', query),
      await app.request(`/v1/architectures/${KNOWN_HASH}`),
      await app.request('/readyz'),
      await app.request('/trpc/query', query),
      await app.request(`/trpc/getArchitecture?input=${input}`),
      await app.request('/trpc/listInstances,listInstances?batch=1&input={}'),
    ]
    for (const response of responses) {
      const text = `${await response.text()} ${JSON.stringify([...response.headers])}`
      expect(text).not.toContain('hunter2')
      expect(text).not.toMatch(/\bat .*\.ts/)
      expect(text).toContain('"internal"')
      expect(response.status).toBe(500)
      const id = response.headers.get('X-Request-Id') ?? 'none'
      const logged = log.lines.filter((line) => line.includes(id))
      expect(logged.length).toBeGreaterThan(0)
      expect(logged.every((line) => line.includes('hunter2'))).toBe(true)
    }
  }
})

test('the log is one JSON object a line, causes of errors included', () => {
  const lines: string[] = []
  const log = jsonLog((line) => lines.push(line))
  log.error('internal', {
    requestId: 'a',
    error: new Error('one\ntwo', { cause: new Error('why') }),
  })
  log.info('ready')
  expect(lines.map((line) => line.indexOf('\n'))).toStrictEqual(
    lines.map((line) => line.length - 1),
  )
  const [error, info] = lines.map((line) => JSON.parse(line))
  expect(error).toMatchObject({
    level: 'error',
    event: 'internal',
    requestId: 'a',
    error: { message: 'one\ntwo', cause: { message: 'why' } },
  })
  expect(info).toMatchObject({ level: 'info', event: 'ready' })
})
