import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { Problem } from '../../api/operations/problem.ts'
import { predictedApp, predictedServed } from '../support/predicted.ts'
import { memoryLog } from '../support/served.ts'

const ADDRESS = '/v1/surrogates/predicted-instance-1/model.onnx'

let server: RunningServer
let base: string
let etag: string
let bytes: Buffer

beforeAll(async () => {
  server = await serve(await predictedApp(), { port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${server.port}`
  const model = (await predictedServed()).release.surrogates.get('predicted-instance-1')
  if (model === undefined) throw new Error('The test surrogate is not served.')
  etag = `"${model.sha256}"`
  bytes = readFileSync(model.path)
})
afterAll(() => server.close())

test('the model file comes as it is, to be asked for again by its tag', async () => {
  const response = await fetch(base + ADDRESS)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(bytes.length),
    'content-disposition': 'attachment; filename="predicted-instance-1.onnx"',
    'cache-control': 'public, max-age=300, stale-while-revalidate=3600, no-transform',
    'accept-ranges': 'bytes',
    etag,
  })
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
})

test('HEAD gives its headers and no body', async () => {
  const response = await fetch(base + ADDRESS, { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Length')).toBe(String(bytes.length))
  expect(response.headers.get('ETag')).toBe(etag)
  expect(await response.text()).toBe('')
})

test('a client that has the file gets 304 without it', async () => {
  for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
    const response = await fetch(base + ADDRESS, { headers: { 'If-None-Match': known } })
    expect([known, response.status]).toStrictEqual([known, 304])
    expect(response.headers.get('ETag')).toBe(etag)
    expect(await response.text()).toBe('')
  }
  const response = await fetch(base + ADDRESS, { headers: { 'If-None-Match': '"other"' } })
  expect(response.status).toBe(200)
  await response.arrayBuffer()
})

test('of no surrogate there is no file, and no other method is possible', async () => {
  const unknown = await fetch(`${base}/v1/surrogates/mars-1/model.onnx`)
  expect(unknown.status).toBe(404)
  const problem = Problem.parse(await unknown.json())
  expect(problem.code).toBe('surrogate_not_found')
  expect(problem.detail).toContain('predicted-instance-1')
  const posted = await fetch(base + ADDRESS, { method: 'POST' })
  expect([posted.status, posted.headers.get('Allow')]).toStrictEqual([405, 'GET, HEAD, OPTIONS'])
  await posted.text()
})

test('until the data are loaded it is unavailable', async () => {
  const response = await buildApp(() => null, memoryLog()).request(ADDRESS)
  expect(response.status).toBe(503)
})

test('a file that was changed or removed after the start is not served, and the log says which', async () => {
  const served = await predictedServed()
  const model = served.release.surrogates.get('predicted-instance-1')
  if (model === undefined) throw new Error('The test surrogate is not served.')
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-model-'))
  try {
    const path = join(folder, '1.onnx')
    const surrogates = new Map([[model.id, { ...model, path }]])
    const log = memoryLog()
    const app = buildApp(() => ({ ...served, release: { ...served.release, surrogates } }), log)
    const ask = async () => {
      const response = await app.request(ADDRESS)
      const text = await response.text()
      expect(text).not.toContain(folder)
      return [response.status, JSON.parse(text).code]
    }
    expect(await ask()).toStrictEqual([500, 'internal'])
    writeFileSync(path, 'another model')
    expect(await ask()).toStrictEqual([500, 'internal'])
    expect(log.lines.filter((line) => line.includes(path))).toHaveLength(2)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
