import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SPACE_FILE } from '../../db/space-file.ts'
import { MODELS_FOLDER } from '../../surrogate/predictor.ts'
import { eurosatCells } from '../support/eurosat.ts'
import { sourcesFolder } from '../support/sources.ts'
import { KEPT_FOLDER, testSpace } from '../support/space.ts'
import { type StartedService, spawnService, startService } from '../support/started-service.ts'

let folder: string
let service: StartedService

// Each of the models that come with the service predicts its share of a minute or more of processor
// time: the one that the README asks, and the smallest.
const MODELS = ['so2sat-lcz42', 'so2sat-lcz42-landscape-100']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-start-'))
  await mkdir(join(folder, 'models'))
  for (const id of MODELS) await symlink(join(MODELS_FOLDER, id), join(folder, 'models', id))
})
afterAll(async () => {
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
})

const environment = () => ({
  DATA_FOLDER: join(folder, 'data'),
  EO_NAS_BENCH_SOURCES: sourcesFolder ?? '',
  EO_NAS_BENCH_MODELS: join(folder, 'models'),
})

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${service.url}${path}`)
  expect(answer.status, path).toBe(200)
  return (await answer.json()) as T
}

interface InstanceList {
  results: {
    id: string
    epochs: number[]
    completeness: string
    architectures: { tabular: number; total: number }
  }[]
}

describe.skipIf(!sourcesFolder)('npm start with the sources at hand', () => {
  it('is ready from an empty folder', { timeout: 600_000 }, async () => {
    service = await startService(environment())
    console.log(`first start: ready after ${(service.readyAfterMs / 1000).toFixed(1)} s`)
  })

  it('prints what it serves and three lines to try', () => {
    expect(service.output).toMatch(/^Release r[0-9a-f]{12}$/m)
    expect(service.output).toMatch(/so2sat-lcz42: 450 architectures measured/)
    expect(service.output.match(/^ {2}curl /gm)).toHaveLength(3)
  })

  it('answers every line it prints to try', async () => {
    for (const [, url] of service.output.matchAll(/^ {2}curl '([^']+)'$/gm)) {
      expect((await fetch(url ?? '')).status, url).toBe(200)
    }
  })

  it('serves So2Sat, the landscape study, EC-NAS-Bench and the partial sample of NASBench-101', async () => {
    const { results } = await get<InstanceList>('/v1/instances')
    const shown = results
      .map(({ id, epochs, completeness, architectures: { tabular, total } }) => ({
        id,
        epochs,
        completeness,
        tabular,
        total,
      }))
      .sort((a, b) => a.id.localeCompare(b.id))
    expect(shown).toEqual([
      {
        id: 'cifar10',
        epochs: [4, 12, 36, 108],
        completeness: 'partial',
        tabular: 33,
        total: 423_624,
      },
      {
        id: 'ec-nas-bench',
        epochs: [4],
        completeness: 'complete',
        tabular: 2532,
        total: 423_624,
      },
      {
        id: 'eurosat-rgb',
        epochs: [4, 12],
        completeness: 'partial',
        tabular: eurosatCells(4),
        total: 423_624,
      },
      { id: 'so2sat-lcz42', epochs: [108], completeness: 'complete', tabular: 450, total: 423_624 },
      {
        id: 'so2sat-lcz42-landscape-100',
        epochs: [36],
        completeness: 'complete',
        tabular: 62,
        total: 423_624,
      },
      {
        id: 'so2sat-lcz42-landscape-72',
        epochs: [4, 12, 36, 108],
        completeness: 'complete',
        tabular: 66,
        total: 423_624,
      },
    ])
  })

  it('serves all 450 So2Sat evaluations exactly as published', async () => {
    const path = join(sourcesFolder ?? '', 'eo-nas-bench-lcz42/eo_nas_bench_450.csv')
    const lines = (await readFile(path, 'utf8')).trim().split('\n').slice(1)
    const rows = lines.map((line) => {
      const [id, , , hash] = line.split(',')
      const [parameters, , ...rest] = line.slice(line.lastIndexOf('"') + 2).split(',')
      const [trainOa, validationOa, testOa, trainAa, validationAa, testAa, time, latency] =
        rest.map(Number)
      return {
        hash,
        architectureId: Number(id),
        source: 'tabular',
        run: 'mean',
        runs: 1,
        trainableParameters: Number(parameters),
        metrics: {
          overallAccuracy: { train: trainOa, validation: validationOa, test: testOa },
          averageAccuracy: { train: trainAa, validation: validationAa, test: testAa },
          latencyMs: latency,
          trainingTimeS: time,
        },
        standardDeviation: null,
        nearestMeasured: null,
      }
    })
    expect(rows).toHaveLength(450)
    const answer = await fetch(`${service.url}/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        instance: 'so2sat-lcz42',
        source: 'tabular',
        architectures: rows.map(({ hash }) => ({ hash })),
      }),
    })
    const { results } = (await answer.json()) as { results: { macs: number }[] }
    expect(results.map(({ macs, ...result }) => result)).toEqual(rows)
    for (const { macs } of results) expect(macs).toBeGreaterThan(5e7)
  })

  it('answers the commands of the README', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
    const commands = readme.match(/^curl [\s\S]+?(?=^curl |^```)/gm) ?? []
    expect(commands.length).toBeGreaterThanOrEqual(3)
    for (const command of commands) {
      const [, address = '', , body] = /'([^']+)'(.*-d '([^']+)')?/s.exec(command) ?? []
      const answer = await fetch(address.replace('http://127.0.0.1:8101', service.url), {
        ...(body === undefined ? {} : { method: 'POST', body }),
        headers: { 'content-type': 'application/json' },
      })
      expect(answer.status, command).toBe(200)
    }
  })

  it('serves the same release when started again', async () => {
    const before = await get<{ release: string }>('/readyz')
    await service.stop()
    service = await startService(environment())
    console.log(`second start: ready after ${(service.readyAfterMs / 1000).toFixed(1)} s`)
    expect(await get('/readyz')).toEqual(before)
  })

  it('refuses the folder that another service has open', async () => {
    await expect(startService(environment())).rejects.toThrow(/in use by process/)
  })
})

describe.skipIf(!sourcesFolder)('npm start killed at any moment', () => {
  it('ends in the same state after a restart', { timeout: 240_000 }, async () => {
    const own = await mkdtemp(join(tmpdir(), 'eo-nas-bench-kill-'))
    // Without models: what is killed is the loading, which must have come to the same release.
    const tabular = { ...environment(), EO_NAS_BENCH_MODELS: join(own, 'none') }
    await testSpace()
    for (const data of ['whole', 'killed']) {
      await mkdir(join(own, data))
      await copyFile(join(KEPT_FOLDER, SPACE_FILE), join(own, data, SPACE_FILE))
    }
    const whole = await startService({ ...tabular, DATA_FOLDER: join(own, 'whole') })
    const expected = await (await fetch(`${whole.url}/readyz`)).json()
    await whole.stop()
    try {
      // Moments spread over a start that takes about ten seconds.
      for (const delay of [500, 2000, 6000, 3500, 2500]) {
        const { child } = spawnService({ ...tabular, DATA_FOLDER: join(own, 'killed') })
        await setTimeout(delay)
        child.kill('SIGKILL')
        await new Promise((done) => child.once('exit', done))
      }
      const again = await startService({ ...tabular, DATA_FOLDER: join(own, 'killed') })
      const ready = await (await fetch(`${again.url}/readyz`)).json()
      await again.stop()
      expect(ready).toEqual(expected)
    } finally {
      await rm(own, { recursive: true, force: true })
    }
  })
})
