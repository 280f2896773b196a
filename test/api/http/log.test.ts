import { expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { jsonLog, type LogLevel } from '../../../api/http/log.ts'
import { KNOWN_HASH, post, testServed } from '../../support/served.ts'

const PATH = `/v1/instances/test-instance/architectures/${KNOWN_HASH}?run=random&seed=424242`

async function logged(level: LogLevel): Promise<Record<string, unknown>[]> {
  const served = await testServed()
  const lines: string[] = []
  const app = buildApp(
    () => served,
    jsonLog((line) => lines.push(line), level),
  )
  await app.request(PATH, { headers: { 'X-Request-Id': 'run-42' } })
  await app.request('/v1/query', post({ instance: 'secret-name', architectures: [] }))
  await app.request('/nothing/secret-name')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('at the default level requests that go well write nothing', async () => {
  expect(await logged('info')).toStrictEqual([])
})

test('at debug each request is a line without its address, query and body', async () => {
  const lines = await logged('debug')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatchObject({
    level: 'debug',
    event: 'request',
    requestId: 'run-42',
    method: 'GET',
    route: '/v1/instances/{instance}/architectures/{hash}',
    status: 200,
    durationMs: expect.any(Number),
  })
  expect(lines.map(({ status }) => status)).toStrictEqual([200, 404, 404])
  for (const secret of ['424242', 'secret-name', KNOWN_HASH]) {
    expect(JSON.stringify(lines)).not.toContain(secret)
  }
})

test('silent writes nothing', async () => {
  const lines: string[] = []
  jsonLog((line) => lines.push(line), 'silent').error('internal')
  expect(lines).toStrictEqual([])
})
