import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import type { Served } from '../../api/operations/context.ts'
import { Problem } from '../../api/operations/problem.ts'
import type { Releases } from '../../api/operations/releases.ts'
import type { ReleaseManifest } from '../../release/manifest.ts'
import { exportFolder, exportSmall, smallRelease } from '../support/exported.ts'
import { memoryLog, testServed } from '../support/served.ts'

const SERVED = 'r0123456789ab'
const OTHER = 'r111111111111'
const ONLY_EXPORTED = 'r222222222222'
const DATA = 'test-instance.predictions.parquet'

/** The files that this process has open; none where the system does not tell. */
function openFiles(): string[] {
  const folder = '/proc/self/fd'
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))]
    } catch {
      return [] // closed since
    }
  })
}

const root = exportFolder()
const log = memoryLog()
let manifest: ReleaseManifest
let served: Served
let away = false
let server: RunningServer
let base: string

const releases: Releases = {
  folders: releaseFolders(root, (error) => log.warn('manifest', { error })),
  list: async () => {
    if (away) throw new Error('connect ECONNREFUSED secret.example:5432')
    return [
      { id: OTHER, publishedAt: '2025-02-01T00:00:00.000Z', instances: [] },
      {
        id: SERVED,
        publishedAt: '2025-01-01T00:00:00.000Z',
        instances: [{ id: 'test-instance', title: 'Test problem test-instance' }],
      },
    ]
  },
}

beforeAll(async () => {
  served = { ...(await testServed()), releases }
  ;({ manifest } = await exportSmall({ folder: root, formats: ['parquet', 'csv'] }))
  const release = { ...smallRelease(), id: ONLY_EXPORTED }
  await exportSmall({ folder: root, formats: ['csv'], release })
  server = await serve(
    buildApp(() => served, log),
    { port: 0, host: '127.0.0.1' },
  )
  base = `http://127.0.0.1:${server.port}`
})
afterAll(() => server.close())

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${base}/v1/releases${path}`, { headers })
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
const onDisk = (name: string) => readFileSync(join(root, SERVED, name))
const listed = (name: string) => {
  const file = manifest.files.find((one) => one.name === name)
  if (file === undefined) throw new Error(name)
  return file
}
const etag = () => `"${listed(DATA).sha256}"`

describe('GET /v1/releases', () => {
  test('lists every release of the database, with the one that is served and what can be had', async () => {
    const { results } = (await (await get('')).json()) as { results: unknown[] }
    const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0)
    expect(results).toStrictEqual([
      expect.objectContaining({ id: OTHER, served: false, files: 0, sizeBytes: 0 }),
      {
        id: SERVED,
        publishedAt: '2025-01-01T00:00:00.000Z',
        served: true,
        instances: [{ id: 'test-instance', title: 'Test problem test-instance' }],
        files: manifest.files.length,
        sizeBytes,
      },
    ])
  })

  test('is unavailable while the database is away, and tells nothing of why', async () => {
    away = true
    try {
      const response = await get('')
      expect(response.status).toBe(503)
      expect(response.headers.get('Retry-After')).toBe('5')
      const text = await response.text()
      expect(Problem.parse(JSON.parse(text)).code).toBe('unavailable')
      expect(text).not.toContain('secret.example')
      expect(log.lines.join()).toContain('secret.example')
    } finally {
      away = false
    }
  })
})

describe('GET /v1/releases/{release}', () => {
  test('is the manifest of the files, also of a release that only its files tell of', async () => {
    expect(await (await get(`/${SERVED}`)).json()).toStrictEqual(manifest)
    const other = (await (await get(`/${ONLY_EXPORTED}`)).json()) as ReleaseManifest
    expect(other.release).toBe(ONLY_EXPORTED)
  })

  test('has no files before the release is exported', async () => {
    expect(await (await get(`/${OTHER}`)).json()).toStrictEqual({
      format: 1,
      release: OTHER,
      publishedAt: '2025-02-01T00:00:00.000Z',
      instances: [],
      files: [],
    })
  })

  test('answers what is exported while the database is away, and only that', async () => {
    away = true
    try {
      expect((await get(`/${SERVED}`)).status).toBe(200)
      expect((await get(`/${SERVED}/${DATA}`)).status).toBe(200)
      expect((await get(`/${OTHER}`)).status).toBe(503)
      expect((await get(`/${OTHER}/${DATA}`)).status).toBe(503)
    } finally {
      away = false
    }
  })

  test('a release that there is not, and an id that is none, are refused', async () => {
    const missing = await get('/r999999999999')
    expect(Problem.parse(await missing.json()).code).toBe('release_not_found')
    expect(missing.status).toBe(404)
    const detail = 'latest, or an id of GET /v1/releases: r and twelve hexadecimal digits'
    for (const path of ['/newest', '/newest/manifest.json']) {
      const wrong = await get(path)
      expect(wrong.status).toBe(400)
      expect(Problem.parse(await wrong.json())).toMatchObject({
        code: 'request_invalid',
        errors: [{ pointer: '/release', detail }],
      })
    }
  })
})

describe('GET /v1/releases/{release}/{file}', () => {
  test('every file of the manifest comes as it is, with its digest', async () => {
    for (const { name, mediaType, sizeBytes, sha256 } of manifest.files) {
      const response = await get(`/${SERVED}/${name}`)
      expect(response.status, name).toBe(200)
      expect(Object.fromEntries(response.headers), name).toMatchObject({
        'accept-ranges': 'bytes',
        'content-length': String(sizeBytes),
        'content-disposition': `attachment; filename="${name}"`,
        etag: `"${sha256}"`,
        'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
      })
      expect(response.headers.get('Content-Type')?.split(';')[0]).toBe(mediaType)
      const bytes = await bytesOf(response)
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    }
  })

  test('the Croissant metadata have the absolute address of each file', async () => {
    const response = await get(`/${SERVED}/croissant.json`)
    expect(response.headers.get('Content-Type')).toBe('application/ld+json')
    const { distribution } = (await response.json()) as { distribution: { contentUrl: string }[] }
    expect(distribution.map(({ contentUrl }) => contentUrl)).toStrictEqual(
      manifest.files.map(({ name }) => `${base}/v1/releases/${SERVED}/${name}`),
    )
  })

  test('the latest release has an address, whose answers no cache keeps', async () => {
    expect(await (await get('/latest')).json()).toStrictEqual(manifest)
    for (const name of [DATA, 'croissant.json', 'README.md', 'manifest.json']) {
      const [latest, named] = [await get(`/latest/${name}`), await get(`/${SERVED}/${name}`)]
      expect(latest.headers.get('Cache-Control'), name).toContain('no-store')
      expect(latest.headers.get('Content-Location')).toBe(`/v1/releases/${SERVED}/${name}`)
      expect((await bytesOf(latest)).equals(await bytesOf(named))).toBe(true)
    }
    expect((await get('/latest/nothing')).status).toBe(404)
  })

  test('the manifest is a file too', async () => {
    const response = await get(`/${SERVED}/manifest.json`)
    expect(await response.json()).toStrictEqual(manifest)
    expect(response.headers.get('Content-Type')).toBe('application/json')
  })

  test('data never change and may be kept for ever; nothing on the way may change them', async () => {
    const cacheOf = async (name: string) =>
      (await get(`/${SERVED}/${name}`)).headers.get('Cache-Control')
    expect(await cacheOf(DATA)).toBe('public, max-age=31536000, immutable, no-transform')
    expect(await cacheOf('space-1.bin')).toContain('immutable')
    // Its bytes are those of the zlib that wrote it.
    expect(await cacheOf('architectures.csv.gz')).not.toContain('immutable')
    expect(await cacheOf('manifest.json')).not.toContain('immutable')
    expect(await cacheOf('croissant.json')).not.toContain('immutable')
    expect(await cacheOf('README.md')).not.toContain('immutable')
  })

  test('a client that has it already gets 304', async () => {
    const response = await get(`/${SERVED}/${DATA}`, { 'If-None-Match': `"x", ${etag()}` })
    expect(response.status).toBe(304)
    expect(await response.text()).toBe('')
    expect((await get(`/${SERVED}/${DATA}`, { 'If-None-Match': '"x"' })).status).toBe(200)
  })

  test.each([
    ['bytes=0-99', 0, 100],
    ['bytes=100-', 100, undefined],
    ['bytes=-7', -7, undefined],
    ['bytes=50-99999999999', 50, undefined],
    ['bytes=3-3', 3, 4],
  ])('Range %s gets that part', async (range, from, to) => {
    const whole = onDisk(DATA)
    const response = await get(`/${SERVED}/${DATA}`, { Range: range })
    expect(response.status).toBe(206)
    const part = whole.subarray(from, to)
    const first = from < 0 ? whole.length + from : from
    expect(response.headers.get('Content-Range')).toBe(
      `bytes ${first}-${first + part.length - 1}/${whole.length}`,
    )
    expect(response.headers.get('Content-Length')).toBe(String(part.length))
    expect((await bytesOf(response)).equals(part)).toBe(true)
  })

  test('a download that broke off goes on where it was', async () => {
    const whole = onDisk(DATA)
    const rest = await get(`/${SERVED}/${DATA}`, { Range: 'bytes=1000-', 'If-Range': etag() })
    const bytes = Buffer.concat([whole.subarray(0, 1000), await bytesOf(rest)])
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(listed(DATA).sha256)
    for (const condition of ['"another"', `W/${etag()}`, 'Wed, 01 Jan 2025 00:00:00 GMT']) {
      const all = await get(`/${SERVED}/${DATA}`, { Range: 'bytes=1000-', 'If-Range': condition })
      expect(all.status).toBe(200)
    }
  })

  test.each(['bytes=', 'bytes=9-3', 'lines=0-3', 'bytes=0-1,5-6', 'nonsense'])(
    'what is no single range of bytes, %j, gets the whole file',
    async (range) => {
      expect((await get(`/${SERVED}/${DATA}`, { Range: range })).status).toBe(200)
    },
  )

  test.each(['bytes=99999999-', 'bytes=-0'])('%s beyond the end gets 416', async (range) => {
    const response = await get(`/${SERVED}/${DATA}`, { Range: range })
    expect(response.status).toBe(416)
    expect(response.headers.get('Content-Range')).toBe(`bytes */${listed(DATA).sizeBytes}`)
    expect(Problem.parse(await response.json()).code).toBe('range_not_satisfiable')
  })

  test('HEAD gets the headers alone', async () => {
    const address = `${base}/v1/releases/${SERVED}/${DATA}`
    const response = await fetch(address, { method: 'HEAD', headers: { Range: 'bytes=0-1' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Length')).toBe(String(listed(DATA).sizeBytes))
    expect(response.headers.get('ETag')).toBe(etag())
    expect(await response.text()).toBe('')
  })

  test('a file that the release has not, or not yet, is refused with how to get it', async () => {
    const unknown = Problem.parse(await (await get(`/${SERVED}/x.parquet`)).json())
    expect(unknown.code).toBe('file_not_found')
    expect(unknown.detail).toContain(`GET /v1/releases/${SERVED} lists its files`)
    const early = Problem.parse(await (await get(`/${OTHER}/${DATA}`)).json())
    expect(early.code).toBe('file_not_found')
    expect(early.detail).toContain(`GET /v1/releases/${OTHER} lists them once`)
    expect(early.detail).not.toContain('npm run')
    const nowhere = Problem.parse(await (await get(`/r999999999999/${DATA}`)).json())
    expect(nowhere.code).toBe('release_not_found')
  })

  test.each([
    `/${SERVED}/..%2f..%2fsecret`,
    `/${SERVED}/%2e%2e%2fsecret`,
    `/${SERVED}/..%5csecret`,
    `/..%2f/secret`,
    `/%2e%2e/${SERVED}%2fmanifest.json`,
    `/${SERVED}/secret%00.parquet`,
    `/${SERVED}/%2fetc%2fpasswd`,
    `/${SERVED}/secret`,
  ])('no path leads to a file that is not of the manifest: %s', async (path) => {
    writeFileSync(join(root, 'secret'), 'not to be served')
    writeFileSync(join(root, SERVED, 'secret'), 'not to be served')
    const response = await get(path)
    expect(response.status).toBe(path.startsWith('/..') ? 400 : 404)
    expect(await response.text()).not.toContain('not to be served')
  })
})

describe('what lies on the disk', () => {
  test('a file that has another size than its manifest says is not sent', async () => {
    const release = { ...smallRelease(), id: 'r333333333333' }
    const { folder } = await exportSmall({ folder: root, formats: ['csv'], release })
    appendFileSync(join(folder, 'architectures.csv.gz'), 'x')
    const response = await get('/r333333333333/architectures.csv.gz')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain(root)
    expect(log.lines.join()).toContain('export the release again')
    expect(openFiles().filter((path) => path.startsWith(folder))).toEqual([])
  })

  test.each([
    ['empty', ''],
    ['of another format', JSON.stringify({ format: 0, release: OTHER })],
  ])(
    'a manifest that is %s counts as none until the release is exported again',
    async (_, text) => {
      mkdirSync(join(root, OTHER))
      writeFileSync(join(root, OTHER, 'manifest.json'), text)
      log.lines.length = 0
      const { results } = (await (await get('')).json()) as { results: object[] }
      expect(results[0]).toMatchObject({ id: OTHER, files: 0 })
      expect(await (await get(`/${OTHER}`)).json()).toMatchObject({ release: OTHER, files: [] })
      expect((await get(`/${OTHER}/${DATA}`)).status).toBe(404)
      const warnings = log.lines.filter((line) => line.includes('"event":"manifest"'))
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain('export the release again')
      const release = { ...smallRelease(), id: OTHER }
      await exportSmall({ folder: root, formats: ['parquet'], release })
      expect((await get(`/${OTHER}/${DATA}`)).status).toBe(200)
      rmSync(join(root, OTHER), { recursive: true })
    },
  )

  test('a release that is exported, changed or removed later is seen without a restart', async () => {
    const id = 'r444444444444'
    const release = { ...smallRelease(), id }
    expect((await get(`/${id}`)).status).toBe(404)
    await exportSmall({ folder: root, formats: ['csv'], release })
    const filesOf = async () => ((await (await get(`/${id}`)).json()) as ReleaseManifest).files
    const before = (await filesOf()).length
    await exportSmall({ folder: root, formats: ['csv', 'jsonl'], release })
    expect((await filesOf()).length).toBeGreaterThan(before)
    rmSync(join(root, id), { recursive: true })
    expect((await get(`/${id}`)).status).toBe(404)
    expect(readdirSync(root)).not.toContain(id)
  })
})

test('without a database only the release that is served is known', async () => {
  const { releases: _, ...alone } = served
  const app = buildApp(() => alone, log)
  const list = (await (await app.request('/v1/releases')).json()) as { results: object[] }
  expect(list.results).toMatchObject([{ id: SERVED, served: true, files: 0 }])
  expect((await app.request(`/v1/releases/${SERVED}`)).status).toBe(200)
  expect((await app.request(`/v1/releases/${SERVED}/${DATA}`)).status).toBe(404)
})
