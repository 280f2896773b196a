import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { predictedInstance } from '../support/predicted.ts'
import { testSpace } from '../support/space.ts'
import { type StartedService, startService } from '../support/started-service.ts'
import { TINY, writeTinySurrogate } from '../support/tiny-surrogate.ts'

const root = mkdtempSync(join(tmpdir(), 'eo-nas-bench-surrogate-'))
const models = join(root, 'models')
const data = join(root, 'data')
const offline = join(import.meta.dirname, '../support/offline.mjs')
const environment = {
  DATA_FOLDER: data,
  EO_NAS_BENCH_SOURCES: join(root, 'sources'),
  EO_NAS_BENCH_MODELS: models,
  NODE_OPTIONS: `--import=${offline}`,
}

let service: StartedService

beforeAll(async () => {
  await testSpace()
  for (const folder of [models, data, environment.EO_NAS_BENCH_SOURCES]) mkdirSync(folder)
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test/space-1.bin'), join(data, 'space-1.bin'))
  await writeTinySurrogate(models)
})
afterAll(async () => {
  await service?.stop()
  rmSync(root, { recursive: true, force: true })
})

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${service.url}${path}`)
  expect(answer.status, path).toBe(200)
  return (await answer.json()) as T
}

const EVALUATION = {
  hash: '28cfc7874f6d200472e1a9dcd8650aa0',
  epochs: TINY.epochs,
  accuracy: 0.25,
}

/** One measured value, loaded by the command line while the service is down. */
function ingestOne(): void {
  const table = join(root, 'table.csv')
  const description = join(root, 'description.json')
  const { hash, epochs, accuracy } = EVALUATION
  writeFileSync(table, `hash,epochs,value\n${hash},${epochs},${accuracy}\n`)
  writeFileSync(
    description,
    JSON.stringify({ instance: predictedInstance, columns: { value: TINY.measure } }),
  )
  const args = ['--import', 'tsx', 'ingest/main.ts', 'evaluations', table]
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [...args, '--instance', description],
    {
      cwd: join(import.meta.dirname, '../..'),
      env: { PATH: process.env['PATH'], ...environment },
      encoding: 'utf8',
    },
  )
  expect(status, `${stdout}${stderr}`).toBe(0)
}

interface Shown {
  results: {
    completeness: string
    architectures: { tabular: number; surrogate: number; total: number }
  }[]
}
const fitness = (query = '') =>
  get<{ source: string; release: string; metrics: object }>(
    `/v1/instances/${TINY.instance}/architectures/${EVALUATION.hash}${query}`,
  )

describe('npm start with models, and neither sources nor a network', () => {
  it('predicts every architecture of an instance without evaluations, and says that none are loaded', async () => {
    service = await startService(environment)
    console.log(`first start with one output: ${(service.readyAfterMs / 1000).toFixed(1)} s`)
    expect(service.output).toContain('Predicting predicted-instance: done')
    expect(service.output).toMatch(
      /^ {2}eurosat-rgb: [\d,]+ architectures measured \(partial\), none/m,
    )
    expect(service.output).toContain(
      '  predicted-instance: nothing measured is loaded, 423,624 predicted by predicted-instance-1, epochs 12',
    )
    const { results } = await get<Shown>('/v1/instances')
    expect(results).toMatchObject([
      { id: 'eurosat-rgb', completeness: 'partial' },
      {
        id: TINY.instance,
        completeness: 'none',
        architectures: { tabular: 0, surrogate: 423_624, total: 423_624 },
      },
    ])
    const { source, metrics } = await fitness()
    expect(source).toBe('surrogate')
    expect(metrics).toMatchObject({ overallAccuracy: { test: expect.any(Number) } })
  })

  it('gives the model away as it lies in the folder', async () => {
    const file = await fetch(`${service.url}/v1/surrogates/predicted-instance-1/model.onnx`)
    const bytes = Buffer.from(await file.arrayBuffer())
    expect(bytes.equals(readFileSync(join(models, TINY.instance, '1.onnx')))).toBe(true)
    const card = await get('/v1/surrogates/predicted-instance-1')
    expect(card).toEqual(JSON.parse(readFileSync(join(models, TINY.instance, '1.json'), 'utf8')))
  })

  it('serves the same when started again', async () => {
    const before = await fitness('?run=random&seed=3')
    await service.stop()
    service = await startService(environment)
    expect(service.output).not.toContain('Predicting')
    expect(await fitness('?run=random&seed=3')).toEqual(before)
  })

  it('predicts nothing again after an ingest, whose rows take precedence', async () => {
    const before = await fitness('?source=surrogate')
    await service.stop()
    ingestOne()
    service = await startService(environment)
    expect(service.output).not.toContain('Predicting')
    const { release, ...after } = await fitness('?source=surrogate')
    expect({ ...after, release: before.release }).toEqual(before)
    expect(release).not.toBe(before.release)
    expect(await fitness()).toMatchObject({
      source: 'tabular',
      metrics: { overallAccuracy: { test: EVALUATION.accuracy } },
    })
  })

  it('refuses a damaged model with the reason, and keeps the predictions that it made', async () => {
    const before = await fitness('?source=surrogate')
    await service.stop()
    const path = join(models, TINY.instance, '1.onnx')
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(path, bytes)
    service = await startService(environment)
    expect(service.output).toMatch(/^Surrogate .*1\.json is not used: .*damaged/m)
    expect(service.output).toMatch(/1 architectures measured \(.*\), 423,623 predicted/)
    expect(await fitness('?source=surrogate')).toEqual(before)
    expect(await fitness()).toMatchObject({
      source: 'tabular',
      metrics: { overallAccuracy: { test: EVALUATION.accuracy } },
    })
    // The file itself is not given away.
    expect(await get('/v1/surrogates')).toEqual({ results: [] })
  })
})
