import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { testSpace } from '../support/space.ts'
import { spawnService } from '../support/started-service.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

// Two containers on one volume see neither each other's processes nor their numbers.
const CONTAINER = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
const tried = spawnSync('unshare', [...CONTAINER.slice(1), 'true'], { encoding: 'utf8' })
const missing = tried.status === 0 ? null : `no right to unshare: ${tried.stderr?.trim()}`

const root = join(import.meta.dirname, '../..')
const volume = mkdtempSync(join(tmpdir(), 'eo-nas-bench-volume-'))
const environment = {
  DATA_FOLDER: volume,
  EO_NAS_BENCH_MODELS: join(volume, 'none'),
  EO_NAS_BENCH_SOURCES: join(volume, 'none'),
  NODE_OPTIONS: `--import=${join(root, 'test/support/offline.mjs')}`,
}
beforeAll(async () => {
  if (missing !== null) return
  const db = await openDatabase({ folder: volume })
  await migrate(db)
  await ingest(db, testPlan(), testEvaluations(0, 5))
  await publishRelease(db, await testSpace())
  await db.close()
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test/space-1.bin'), join(volume, 'space-1.bin'))
}, 120_000)
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(volume, { recursive: true, force: true })
})

async function startContainer() {
  const { child, output } = spawnService(environment, CONTAINER)
  started.push(child)
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  await until(() => child.exitCode !== null || /^Ready after/m.test(output()), 120_000)
  return {
    output,
    ended,
    /** As `docker stop` does: the first process of the container gets the signal. */
    async stop() {
      const inside = spawnSync('ps', ['-o', 'pid=', '--ppid', `${child.pid}`], { encoding: 'utf8' })
      process.kill(Number(inside.stdout.trim()), 'SIGTERM')
      return ended
    },
  }
}

function ingestInContainer() {
  const [program = '', ...args] = [
    ...CONTAINER,
    process.execPath,
    ...['--import', 'tsx', 'ingest/main.ts', 'eurosat-rgb'],
  ]
  const env = { PATH: process.env['PATH'], ...environment }
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise<{ code: number | null; output: string }>((done) =>
    child.once('close', (code) => done({ code, output })),
  )
}

if (missing !== null) test.skip(`a second container: ${missing}`, () => {})

describe.skipIf(missing !== null)('a second container on the volume of a service', () => {
  const IN_USE = /The database folder \S+ is in use by process \d+\. Only one process can open it/

  test('is refused, so is an ingest, and the data are whole after SIGTERM', async () => {
    const first = await startContainer()
    const [release = 'none'] = /^Release r\w+$/m.exec(first.output()) ?? []
    const second = await startContainer()
    expect(await second.ended).toBe(1)
    expect(second.output()).toMatch(IN_USE)
    console.log(`The second service: ${IN_USE.exec(second.output())?.[0]}`)
    const { code, output } = await ingestInContainer()
    expect([code, output]).toEqual([1, expect.stringMatching(IN_USE)])
    expect(await first.stop()).toBe(0)
    const third = await startContainer()
    expect(third.output()).toContain(release)
    console.log('The ingest was refused; after SIGTERM the next start serves the same release.')
    expect(await third.stop()).toBe(0)
    expect(readdirSync(volume).filter((name) => /damaged|lock/.test(name))).toEqual([])
  }, 300_000)
})
