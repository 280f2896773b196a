import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { generateNasbench101 } from '../../bench/generate-nasbench101.ts'
import {
  createClient,
  downloadRelease,
  type LocalRelease,
  openRelease,
} from '../../client/index.ts'
import { runIngestCommand } from '../../ingest/command.ts'
import { runReleaseCommand } from '../../release/command.ts'
import { silentReporter } from '../../report/reporter.ts'
import { type RunningService, startService } from '../../service/start-service.ts'
import { BUILT_IN } from '../support/built-in.ts'
import { commandDatabase } from '../support/databases.ts'
import { testSpace } from '../support/space.ts'

// The main promises without any published file: sources that this test makes go through the same
// readers, commands, service, files and clients. Start without sources is start-surrogate.test.ts.

const ARCHITECTURES = 200
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-made-'))
const releasesFolder = join(folder, 'releases')
const lines: string[] = []
const output = { write: (text: string) => void lines.push(text) }

const description = {
  instance: {
    id: 'my-trainings',
    title: 'Made by a test',
    dataset: 'None',
    sensor: 'None',
    input: { height: 64, width: 64, channels: 3 },
    classes: 10,
    protocol: 'None',
    metrics: [
      {
        name: 'overallAccuracy',
        splits: ['test'],
        unit: 'fraction',
        direction: 'maximize',
        description: 'Made up',
      },
      {
        name: 'latencyMs',
        splits: [],
        unit: 'millisecond',
        direction: 'minimize',
        description: 'Made up',
      },
    ],
    citation: 'None',
  },
  columns: { acc: 'overallAccuracy.test', ms: 'latencyMs' },
}
const [DOMINATED, FAST, ACCURATE] = [
  '00005c142e6f48ac74fdcf73e3439874',
  '28cfc7874f6d200472e1a9dcd8650aa0',
  'ffff76fafa7b0cdf545fd7feee9c8bf9',
] as const
const TABLE = `hash,epochs,acc,ms
${DOMINATED},4,0.25,9.5
${FAST},4,0.5,3.25
${ACCURATE},4,0.75,12
${ACCURATE},4,0.8125,12.5
`

let database: Awaited<ReturnType<typeof commandDatabase>>
let service: RunningService
let hosted: ReturnType<typeof createClient>
let local: LocalRelease

async function ingest(...args: string[]): Promise<number> {
  return runIngestCommand(args, {
    databaseUrl: database.databaseUrl,
    dataFolder: folder,
    sourcesFolder: join(folder, 'no-sources'),
    output,
    instances: BUILT_IN,
  })
}

beforeAll(async () => {
  database = await commandDatabase()
  const space = await testSpace()
  const records = join(folder, 'made.tfrecord')
  await generateNasbench101(records, {
    space,
    architectures: ARCHITECTURES,
    budgets: [108],
    seed: 5,
  })
  const table = join(folder, 'table.csv')
  writeFileSync(table, TABLE)
  const described = join(folder, 'description.json')
  writeFileSync(described, JSON.stringify(description))
  expect(await ingest('cifar10', records, '--no-publish'), lines.join('')).toBe(0)
  expect(await ingest('evaluations', table, '--instance', described), lines.join('')).toBe(0)
  const exported = await runReleaseCommand(['export', releasesFolder, '--format', 'parquet'], {
    databaseUrl: database.databaseUrl,
    modelsFolder: join(folder, 'no-models'),
    dataFolder: folder,
    releasesFolder,
    output,
  })
  expect(exported, lines.join('')).toBe(0)
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    ...(database.databaseUrl === null ? {} : { DATABASE_URL: database.databaseUrl }),
    DATA_FOLDER: folder,
    EO_NAS_BENCH_MODELS: join(folder, 'no-models'),
    EO_NAS_BENCH_PREPARE: 'never',
    EO_NAS_BENCH_RELEASES: releasesFolder,
  })
  service = await startService(config, silentReporter)
  await service.prepared
  hosted = createClient(`http://127.0.0.1:${service.port}`)
  const downloaded = join(folder, 'downloaded')
  await downloadRelease(`http://127.0.0.1:${service.port}/v1/releases/latest`, downloaded)
  local = await openRelease(downloaded)
}, 600_000)
afterAll(async () => {
  await service?.stop()
  await database.remove()
  rmSync(folder, { recursive: true, force: true })
})

const both = () => [hosted, local]

test('the commands say what they loaded, and publish it', async () => {
  expect(lines.join('')).toContain('cifar10: 600 evaluations loaded, 0 records rejected')
  expect(lines.join('')).toContain('my-trainings: 4 evaluations loaded, 0 records rejected')
  expect(lines.join('')).toMatch(/Release r[0-9a-f]{12} published/)
  for (const client of both()) {
    const { results } = await client.listInstances()
    expect(results.map(({ id, architectures }) => [id, architectures.tabular])).toStrictEqual([
      ['cifar10', ARCHITECTURES],
      ['my-trainings', 3],
    ])
  }
})

test('an architecture is answered by hash and by matrix, with the mean of its runs', async () => {
  const { cellOf, idOfHash } = await testSpace()
  expect(idOfHash(ACCURATE)).toBeGreaterThan(0)
  for (const client of both()) {
    const answer = await client.getFitness({ instance: 'my-trainings', hash: ACCURATE })
    expect(answer).toMatchObject({ source: 'tabular', metrics: { latencyMs: 12.25 } })
    expect(answer.metrics).toMatchObject({ overallAccuracy: { test: 0.78125 } })
    const { matrix, operations } = await client.getArchitecture({ hash: ACCURATE })
    const { results } = await client.query({
      instance: 'my-trainings',
      architectures: [{ matrix, operations }, { hash: FAST }],
    })
    expect(results).toMatchObject([
      { hash: ACCURATE, metrics: { overallAccuracy: { test: 0.78125 } } },
      { hash: FAST, metrics: { overallAccuracy: { test: 0.5 }, latencyMs: 3.25 } },
    ])
    expect(cellOf(idOfHash(ACCURATE)).vertices).toBe(matrix.length)
  }
})

test('listing, front and statistics are those of the rows', async () => {
  const instance = 'my-trainings'
  for (const client of both()) {
    const listed = await client.listFitness({
      instance,
      where: ['latencyMs<=12'],
      sort: 'testAccuracy',
    })
    expect(listed.results.map(({ hash }) => hash).sort()).toStrictEqual([DOMINATED, FAST])
    const front = await client.getParetoFront({
      instance,
      maximize: ['testAccuracy'],
      minimize: ['latencyMs'],
    })
    expect(front.results.map(({ hash }) => hash).sort()).toStrictEqual([FAST, ACCURATE])
    const statistics = await client.getStatistics({ instance })
    expect(JSON.stringify(statistics)).toContain('"count":3')
  }
})

test('files answer what the service answers, for each architecture of a NASBench-101 file', async () => {
  const listed = await hosted.listFitness({ instance: 'cifar10', limit: ARCHITECTURES })
  const architectures = listed.results.map(({ hash }) => ({ hash }))
  expect(architectures.length).toBeGreaterThan(50)
  const question = { instance: 'cifar10', architectures }
  expect(await local.query(question)).toStrictEqual(await hosted.query(question))
})
