import { expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { DEFAULT_SETTINGS } from '../../../api/http/service.ts'
import { FINE } from '../../../api/http/service-state.ts'
import { predictedServed } from '../../support/predicted.ts'
import { KNOWN_HASH, memoryLog, post, testApp, testServed } from '../../support/served.ts'

const LOOK_UP = '/v1/instances/{instance}/architectures/{hash}'

type App = Awaited<ReturnType<typeof testApp>>
const metricsOf = async (app: App) => (await app.request('/metrics')).text()

test('requests are counted by method, template and status, with their durations', async () => {
  const app = await testApp(memoryLog())
  const path = `/v1/instances/test-instance/architectures/${KNOWN_HASH}`
  for (let request = 0; request < 3; request++) await app.request(path)
  await app.request(path, { method: 'HEAD' })
  await app.request('/v1/instances/mars')
  await app.request('/v1/query', post('{'))
  await app.request('/trpc/listInstances')
  const text = await metricsOf(app)
  const count = (method: string, route: string, status: number) =>
    new RegExp(
      `^http_request_duration_seconds_count\\{method="${method}",route="${route.replaceAll(/[{}*]/g, '\\$&')}",status="${status}"\\} (\\d+)$`,
      'm',
    ).exec(text)?.[1]
  expect(count('GET', LOOK_UP, 200)).toBe('3')
  expect(count('HEAD', LOOK_UP, 200)).toBe('1')
  expect(count('GET', '/v1/instances/{instance}', 404)).toBe('1')
  expect(count('POST', '/v1/query', 400)).toBe('1')
  expect(count('GET', '/trpc/*', 200)).toBe('1')
  expect(text).toMatch(/^http_request_duration_seconds_bucket\{.*,le="\+Inf"\} 3$/m)
})

test('nothing that a client writes becomes a label', async () => {
  const app = await testApp(memoryLog())
  await app.request('/secret-path')
  await app.request('/v1/instances/secret-instance')
  await app.request('/v1/instances', { method: 'SECRET' })
  const text = await metricsOf(app)
  expect(text.toLowerCase()).not.toContain('secret')
  expect(text).toContain('route="unmatched",status="404"')
  expect(text).toContain('method="other",route="unmatched",status="405"')
})

test('the release, requests in flight and the process are there, for Prometheus', async () => {
  const app = await testApp(memoryLog())
  const answer = await app.request('/metrics')
  expect(answer.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await answer.text()
  expect(text).toMatch(/^eo_nas_bench_release_info\{release="r0123456789ab",.*\} 1$/m)
  expect(text).toMatch(/^http_requests_in_flight 1$/m)
  for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']) {
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'))
  }
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of lines) expect(line).toMatch(/^[a-zA-Z_:]\w*(\{.*\})? (-?\d[\d.e+-]*|Nan)$/)
  const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(new Set(types).size).toBe(types.length)
})

test('answers are counted by instance and source, over REST and tRPC', async () => {
  const served = await predictedServed()
  const app = buildApp(() => served, memoryLog())
  const instance = 'predicted-instance'
  const architectures = [{ hash: KNOWN_HASH }, { hash: KNOWN_HASH }, { hash: '0'.repeat(32) }]
  const count = async (source: string) =>
    new RegExp(
      `^eo_nas_bench_fitness_answers_total\\{instance="${instance}",source="${source}"\\} (\\d+)$`,
      'm',
    ).exec(await metricsOf(app))?.[1]
  await app.request(`/v1/instances/${instance}/architectures/${KNOWN_HASH}?source=surrogate`)
  await app.request('/v1/query', post({ instance, architectures, source: 'surrogate' }))
  expect(await count('surrogate')).toBe('3')
  await app.request('/trpc/query', post({ instance, architectures, source: 'surrogate' }))
  expect([await count('surrogate'), await count('tabular')]).toStrictEqual(['5', '0'])
})

test('until the data are loaded there is no release', async () => {
  const text = await metricsOf(buildApp(() => null, memoryLog()))
  expect(text).not.toMatch(/^eo_nas_bench_release_info\{/m)
})

test('a new release takes the place of the one before', async () => {
  const served = await testServed()
  let { release } = served
  const app = buildApp(() => ({ ...served, release }), memoryLog())
  await metricsOf(app)
  release = { ...release, id: 'rba9876543210' }
  const lines = (await metricsOf(app)).match(/^eo_nas_bench_release_info\{.*$/gm)
  expect(lines).toHaveLength(1)
  expect(lines?.[0]).toContain('rba9876543210')
})

test('the database is up, down, or not there to be asked', async () => {
  let isUp: boolean | null = null
  const app = buildApp(() => null, memoryLog(), DEFAULT_SETTINGS, {
    ...FINE,
    isDatabaseUp: () => isUp,
  })
  expect(await metricsOf(app)).not.toMatch(/^eo_nas_bench_database_up /m)
  for (const [value, shown] of [
    [true, 1],
    [false, 0],
  ] as const) {
    isUp = value
    expect(await metricsOf(app)).toMatch(new RegExp(`^eo_nas_bench_database_up ${shown}$`, 'm'))
  }
  isUp = null
  expect(await metricsOf(app)).not.toMatch(/^eo_nas_bench_database_up /m)
})
