import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createClient } from '../../client/index.ts'
import { testDatabase } from '../support/databases.ts'
import { predictedInstance } from '../support/predicted.ts'
import { testSpace } from '../support/space.ts'
import { spawnService } from '../support/started-service.ts'
import { TINY, writeTinySurrogate } from '../support/tiny-surrogate.ts'
import { until } from '../support/until.ts'

// Real processes: a server that prepares a Postgres in which one cell is measured, and a second one
// that only reads it.

const postgres = inject('postgres')
const root = mkdtempSync(join(tmpdir(), 'eo-nas-bench-minutes-'))
const repository = join(import.meta.dirname, '../..')
const offline = join(import.meta.dirname, '../support/offline.mjs')
const MEASURED = '28cfc7874f6d200472e1a9dcd8650aa0'
const PREDICTED = 'fb150c15ea56ec137175f9cc967397a9'

const environment = (own: Record<string, string>) => ({
  DATA_FOLDER: root,
  EO_NAS_BENCH_SOURCES: join(root, 'sources'),
  EO_NAS_BENCH_MODELS: join(root, 'models'),
  NODE_OPTIONS: `--import=${offline}`,
  ...own,
})
let remove = async () => {}
let services: ReturnType<typeof spawnService>[] = []
let urls: string[] = []

function ingestOne(url: string): void {
  writeFileSync(join(root, 'table.csv'), `hash,epochs,value\n${MEASURED},${TINY.epochs},0.25\n`)
  const described = { instance: predictedInstance, columns: { value: TINY.measure } }
  writeFileSync(join(root, 'description.json'), JSON.stringify(described))
  const files = [join(root, 'table.csv'), '--instance', join(root, 'description.json')]
  const args = ['--import', 'tsx', 'ingest/main.ts', 'evaluations', ...files]
  const env = { PATH: process.env['PATH'], ...environment({ DATABASE_URL: url }) }
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: repository,
    env,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
}

async function listening(port: string, own: Record<string, string>): Promise<string> {
  services.push(spawnService(environment({ ...own, PORT: port })))
  const url = `http://127.0.0.1:${port}`
  const answers = async () => (await fetch(`${url}/healthz`).catch(() => null))?.status === 200
  await until(answers, 60_000)
  return url
}

beforeAll(async () => {
  if ('missing' in postgres) return
  await testSpace()
  for (const folder of ['models', 'sources']) mkdirSync(join(root, folder))
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test/space-1.bin'), join(root, 'space-1.bin'))
  await writeTinySurrogate(join(root, 'models'))
  const { location, remove: drop } = await testDatabase(postgres.url)
  remove = drop
  ingestOne(location.url)
  const first = 20_000 + (process.pid % 20_000)
  const own = { DATABASE_URL: location.url }
  urls = await Promise.all([
    listening(String(first), own),
    listening(String(first + 1), { ...own, EO_NAS_BENCH_PREPARE: 'never' }),
  ])
}, 120_000)
afterAll(async () => {
  const ends = services.map(({ child }) => new Promise((done) => child.once('exit', done)))
  for (const { child } of services) child.kill()
  await Promise.all(ends)
  services = []
  await remove()
  rmSync(root, { recursive: true, force: true })
})

interface Ready {
  release: string
  predictions?: string
  progress?: number
}
const ready = async (url: string) => (await (await fetch(`${url}/readyz`)).json()) as Ready
const fitness = (url: string, hash: string) =>
  fetch(`${url}/v1/instances/${TINY.instance}/architectures/${hash}`)

/** What a Python program prints that asks at once for a cell that is being predicted. */
function askInPython(url: string): Promise<string> {
  const program = `
from eo_nas_bench import Client
print(Client("${url}").get_fitness("${TINY.instance}", "${PREDICTED}")["source"])`
  const child = spawn('python3', ['-c', program], {
    env: { PATH: process.env['PATH'], PYTHONPATH: join(repository, 'client/python') },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((done) => child.once('close', () => done(output)))
}

describe.skipIf('missing' in postgres)('the first minutes of two servers', () => {
  test('tell how far the predictions are, answer what is measured, and let clients wait', async () => {
    for (const url of urls) {
      await until(async () => (await ready(url)).predictions === 'computing', 60_000)
    }
    let asking = true
    let heartbeats = 0
    const pulse = (async () => {
      while (asking) {
        expect((await fetch(`${urls[0]}/healthz`)).status).toBe(200)
        heartbeats++
        await setTimeout(10)
      }
    })()
    pulse.catch(() => {}) // awaited at the end
    const messages: string[] = []
    const waiting = urls.map((url) =>
      createClient(url, { onPreparing: (line) => messages.push(line) }).getFitness({
        instance: TINY.instance,
        hash: PREDICTED,
      }),
    )
    const python = askInPython(urls[0] ?? '')
    const progress = new Set<number>()
    for (const url of urls) {
      await until(async () => {
        const now = await ready(url)
        expect(now.predictions, 'it was seen before it was complete').not.toBe('complete')
        return now.predictions === 'computing' && (now.progress ?? 0) > 0
      }, 60_000)
      progress.add((await ready(url)).progress ?? 0)
      expect(await (await fitness(url, MEASURED)).json()).toMatchObject({ source: 'tabular' })
      const refused = await fitness(url, PREDICTED)
      expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '5'])
      expect(await refused.json()).toMatchObject({
        code: 'unavailable',
        detail: expect.stringMatching(
          /^Predictions of predicted-instance are being computed: \d+ %/,
        ),
        progress: expect.any(Number),
      })
    }
    expect(Math.min(...progress)).toBeGreaterThan(0)

    const answers = await Promise.all(waiting)
    expect(answers.map(({ source }) => source)).toEqual(['surrogate', 'surrogate'])
    expect(answers[0]).toEqual(answers[1])
    expect(messages[0]).toMatch(/^The service is not ready: .* Waiting for at most \d+ s more\.$/)
    const printed = await python
    expect(printed).toMatch(/surrogate\n/)
    expect(printed).toMatch(/^The service is not ready: .* Waiting for at most \d+ s more\.$/m)
    expect(printed).not.toContain('Traceback')
    for (const url of urls) {
      await until(async () => (await ready(url)).predictions === 'complete', 60_000)
      expect(await ready(url)).toMatchObject({ release: answers[0]?.release, progress: 1 })
    }
    asking = false
    await pulse
    expect(heartbeats).toBeGreaterThan(10)
  }, 180_000)
})
