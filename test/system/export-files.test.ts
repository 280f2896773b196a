import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { serialize } from 'node:v8'
import { expect, test } from 'vitest'
import { exportRelease } from '../../release/export.ts'
import { verifyRelease } from '../../release/verify.ts'
import { silentReporter } from '../../report/reporter.ts'
import { exportFiles } from '../../service/export-files.ts'
import { exportFolder, measuredRelease } from '../support/exported.ts'
import { isAlive } from '../support/is-alive.ts'
import { testSpace } from '../support/space.ts'
import { until } from '../support/until.ts'

// A service that exports, without its server.
const PARENT = `
  import { readFileSync } from 'node:fs'
  import { tmpdir } from 'node:os'
  import { deserialize } from 'node:v8'
  import { openSpace } from './db/space-file.ts'
  import { exportFiles } from './service/export-files.ts'
  const [file, folder] = process.argv.slice(1)
  const space = await openSpace(tmpdir() + '/eo-nas-bench-test')
  const formats = ['parquet', 'csv', 'jsonl', 'sqlite']
  await exportFiles(deserialize(readFileSync(file)), space, { folder, formats, modelsFolder: null }).done`

function childrenOf(pid: number | undefined): number[] {
  const listed = spawnSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' }).stdout
  return listed.trim().split(/\s+/).filter(Boolean).map(Number)
}

const formats = ['parquet'] as const

test('another process writes the same files, while this one goes on answering', async () => {
  const space = await testSpace()
  const release = measuredRelease()
  const folder = exportFolder()
  const exporting = exportFiles(release, space, { folder, formats, modelsFolder: null })
  const started = performance.now()
  let longest = 0
  let done = false
  exporting.done.finally(() => (done = true)).catch(() => {})
  while (!done) {
    const before = performance.now()
    await setTimeout(5)
    longest = Math.max(longest, performance.now() - before)
  }
  const took = performance.now() - started
  const written = await exporting.done
  expect(written.folder).toBe(join(folder, release.id))
  const { manifest, problems } = await verifyRelease(written.folder, silentReporter)
  expect(problems).toStrictEqual([])
  expect(written.files).toBe(manifest.files.length)
  const here = await exportRelease(release, space, {
    folder: exportFolder(),
    formats,
    instances: null,
    modelsFolder: null,
    reporter: silentReporter,
  })
  expect(manifest).toStrictEqual(here.manifest)
  // Sending a column takes milliseconds; writing the tables here would take most of the time.
  expect(longest).toBeLessThan(took / 3)
})

test('an export that is cut off says so, leaves no release, and the next one succeeds', async () => {
  const space = await testSpace()
  const release = measuredRelease()
  const folder = exportFolder()
  const exporting = exportFiles(release, space, { folder, formats, modelsFolder: null })
  const failed = expect(exporting.done).rejects.toThrow()
  while (!readdirSync(folder).some((name) => name.endsWith('.part'))) await setTimeout(10)
  await exporting.stop()
  await failed
  expect(readdirSync(folder).filter((name) => !name.endsWith('.lock'))).toStrictEqual([])
  const again = await exportFiles(release, space, { folder, formats, modelsFolder: null }).done
  expect(again.files).toBeGreaterThan(5)
  expect(readdirSync(folder)).toStrictEqual([release.id])
})

test('an export ends with the process that wants it, however that ends, and leaves nothing half written', async () => {
  await testSpace()
  const folder = exportFolder()
  const file = join(folder, 'release')
  writeFileSync(file, serialize(measuredRelease()))
  const parent = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', PARENT, file, folder],
    { cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const isWriting = () => readdirSync(folder).some((name) => name.endsWith('.part'))
  await until(isWriting, 60_000)
  const children = childrenOf(parent.pid)
  expect(children.length).toBeGreaterThan(0)
  parent.kill('SIGKILL')
  await until(() => !isWriting(), 60_000)
  await until(() => children.every((pid) => !isAlive(pid)))
  expect(readdirSync(folder)).not.toContain(measuredRelease().id)
}, 150_000)
