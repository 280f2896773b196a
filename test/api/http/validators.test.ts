import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { predictedApp, predictedServed } from '../../support/predicted.ts'
import { KNOWN_HASH, memoryLog, post, testApp, testServed } from '../../support/served.ts'

const LOOK_UP = `/v1/instances/test-instance/architectures/${KNOWN_HASH}`
const LONG = '/v1/architectures/sample?count=200'

type App = Awaited<ReturnType<typeof testApp>>
const get = async (app: App, path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers })
const tagOf = async (app: App, path: string, headers: Record<string, string> = {}) =>
  (await get(app, path, headers)).headers.get('ETag') ?? 'none'

describe('the tag of an answer', () => {
  test('is strong, the same for one address in one release, and another for another address', async () => {
    const app = await testApp()
    const tag = await tagOf(app, LOOK_UP)
    expect(tag).toMatch(/^"r0123456789ab\.[^"]+"$/)
    expect(await tagOf(app, LOOK_UP)).toBe(tag)
    expect(await tagOf(await testApp(), LOOK_UP)).toBe(tag)
    expect(await tagOf(app, `${LOOK_UP}?epochs=108`)).not.toBe(tag)
  })

  test('is another in another release', async () => {
    const served = await testServed()
    const release = { ...served.release, id: 'rba9876543210' }
    const other = buildApp(() => ({ ...served, release }), memoryLog())
    expect(await tagOf(other, LOOK_UP)).not.toBe(await tagOf(await testApp(), LOOK_UP))
  })

  test('of surrogates is another when only a card was made anew, and of anything else the same', async () => {
    const served = await predictedServed()
    const surrogates = new Map(
      [...served.release.surrogates].map(([id, model]) => {
        const card = { ...model.card, limitations: ['Another'] }
        return [id, { ...model, card }] as const
      }),
    )
    const other = buildApp(
      () => ({ ...served, release: { ...served.release, surrogates } }),
      memoryLog(),
    )
    const app = await predictedApp()
    for (const path of ['/v1/surrogates', '/v1/surrogates/test-instance-1']) {
      const tag = await tagOf(app, path)
      expect(await tagOf(await predictedApp(), path)).toBe(tag)
      expect((await get(app, path, { 'If-None-Match': tag })).status).toBe(304)
      expect((await get(other, path, { 'If-None-Match': tag })).status).toBe(200)
      expect(await tagOf(other, path)).not.toBe(tag)
    }
    expect(await tagOf(other, LOOK_UP)).toBe(await tagOf(app, LOOK_UP))
  })

  test('is another for each content coding', async () => {
    const app = await testApp()
    const tags = await Promise.all(
      ['identity', 'gzip', 'br'].map((coding) => tagOf(app, LONG, { 'Accept-Encoding': coding })),
    )
    expect(new Set(tags).size).toBe(3)
  })

  test('is absent from errors, answers to POST and what tells of this moment', async () => {
    const app = await testApp()
    const query = post({ instance: 'test-instance', architectures: [] })
    const answers = [
      await get(app, '/v1/instances/mars'),
      await get(app, '/v1/instances?x=1'),
      await get(app, '/nothing'),
      await app.request('/v1/query', query),
      await get(app, '/v1/limits'),
      await get(app, '/healthz'),
      await get(app, '/readyz'),
      await get(app, '/metrics'),
    ]
    for (const { headers } of answers) {
      expect(headers.get('ETag')).toBeNull()
      expect(headers.get('Cache-Control')).toBe('no-store')
    }
  })
})

describe('If-None-Match', () => {
  test.each([
    ['the tag', (tag: string) => tag],
    ['a list with the tag', (tag: string) => `"other", ${tag}`],
    ['the weak form that a proxy made', (tag: string) => `W/${tag}`],
    ['any', () => '*'],
  ])(
    'with %s gets 304 without a body, with the tag and how long it may be kept',
    async (_, given) => {
      const app = await testApp()
      const tag = await tagOf(app, LOOK_UP)
      const answer = await get(app, LOOK_UP, { 'If-None-Match': given(tag) })
      expect([answer.status, await answer.text()]).toStrictEqual([304, ''])
      expect(answer.headers.get('ETag')).toBe(tag)
      expect(answer.headers.get('Cache-Control')).toBe(
        'public, max-age=60, stale-while-revalidate=600',
      )
      expect(answer.headers.get('Vary')).toBe('Accept-Encoding')
      expect(answer.headers.get('X-Request-Id')).not.toBeNull()
    },
  )

  test('with the tag is answered before any work', async () => {
    const served = await testServed()
    const tag = await tagOf(await testApp(), LOOK_UP)
    const instances = new Map()
    const app = buildApp(
      () => ({ ...served, release: { ...served.release, instances } }),
      memoryLog(),
    )
    expect((await get(app, LOOK_UP)).status).toBe(404)
    expect((await get(app, LOOK_UP, { 'If-None-Match': tag })).status).toBe(304)
  })

  test('with the tag of another address, or part of one, gets the answer', async () => {
    const app = await testApp()
    const other = await tagOf(app, `${LOOK_UP}?epochs=108`)
    const own = await tagOf(app, LOOK_UP)
    for (const given of [other, `"x${own.slice(1)}`, own.slice(1, -1)]) {
      expect((await get(app, LOOK_UP, { 'If-None-Match': given })).status).toBe(200)
    }
  })

  test('does not hide an error', async () => {
    const app = await testApp()
    const answer = await get(app, '/v1/instances/mars', { 'If-None-Match': '*' })
    expect(answer.status).toBe(404)
  })

  test('names the compressed form where that would be sent', async () => {
    const app = await testApp()
    const gzip = { 'Accept-Encoding': 'gzip' }
    const tag = await tagOf(app, LONG, gzip)
    expect((await get(app, LONG, { ...gzip, 'If-None-Match': tag })).status).toBe(304)
    expect((await get(app, LONG, { 'If-None-Match': tag })).status).toBe(200)
  })
})

describe('compression', () => {
  test.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['gzip;q=0', null],
    ['identity, gzip;q=0.5', null],
    ['*', 'br'],
    ['deflate', null],
    ['', null],
  ])('of Accept-Encoding %s is %s', async (accepted, coding) => {
    const answer = await get(await testApp(), LONG, { 'Accept-Encoding': accepted })
    expect(answer.headers.get('Content-Encoding')).toBe(coding)
    expect(answer.headers.get('Vary')).toBe('Accept-Encoding')
  })

  test('gives the same answer in fewer bytes, to POST and over tRPC too', async () => {
    const app = await testApp()
    const body = { architectures: Array(50).fill({ hash: KNOWN_HASH }) }
    for (const path of ['/v1/architectures/resolve', '/trpc/resolveArchitectures']) {
      const send = (coding: string) => {
        const { headers, ...init } = post(body)
        return app.request(path, { ...init, headers: { ...headers, 'Accept-Encoding': coding } })
      }
      const plain = await (await send('identity')).text()
      const compressed = await send('gzip')
      expect(compressed.headers.get('Content-Encoding')).toBe('gzip')
      const bytes = Buffer.from(await compressed.arrayBuffer())
      expect(gunzipSync(bytes).toString()).toBe(plain)
      expect(bytes.length).toBeLessThan(plain.length / 3)
    }
  })

  test('leaves short answers as they are', async () => {
    const answer = await get(await testApp(), LOOK_UP, { 'Accept-Encoding': 'gzip' })
    expect(answer.headers.get('Content-Encoding')).toBeNull()
    expect(await answer.json()).toMatchObject({ hash: KNOWN_HASH })
  })
})
