import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { serialize } from 'node:v8'
import { expect, test } from 'vitest'
import { exportRelease } from '../../release/export.ts'
import { packRelease, unpackRelease } from '../../release/packed-release.ts'
import { verifyRelease } from '../../release/verify.ts'
import { silentReporter } from '../../report/reporter.ts'
import { exportFiles } from '../../service/export-files.ts'
import { exportFolder, smallRelease } from '../support/exported.ts'
import { testSpace } from '../support/space.ts'
import { until } from '../support/until.ts'

// The child has the whole space, for which the predictions of the small release are too few.
function measuredRelease() {
  const release = smallRelease()
  const instances = release.instances.filter(({ tables }) => tables.length > 0)
  return { ...release, instances: instances.map((one) => ({ ...one, surrogate: null })) }
}

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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const formats = ['parquet'] as const

test('a packed release unpacks to the same release, each column once', () => {
  const release = smallRelease()
  const packed = packRelease(release)
  expect(new Set(packed.columns).size).toBe(packed.columns.length)
  expect(unpackRelease(structuredClone(packed))).toStrictEqual(release)
})

test('another process writes the same files, while this one goes on answering', async () => {
  const space = await testSpace()
  const release = measuredRelease()
  const folder = exportFolder()
  const exporting = exportFiles(release, space, { folder, formats, modelsFolder: null, worlds: 0 })
  let longest = 0
  let done = false
  exporting.done.finally(() => (done = true)).catch(() => {})
  while (!done) {
    const before = performance.now()
    await setTimeout(5)
    longest = Math.max(longest, performance.now() - before)
  }
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
  // Sending a column takes some milliseconds; writing the tables here would take seconds.
  expect(longest).toBeLessThan(1000)
})

test('an export that is cut off says so, leaves no release, and the next one succeeds', async () => {
  const space = await testSpace()
  const release = measuredRelease()
  const folder = exportFolder()
  const exporting = exportFiles(release, space, { folder, formats, modelsFolder: null, worlds: 0 })
  const failed = expect(exporting.done).rejects.toThrow()
  while (!readdirSync(folder).some((name) => name.endsWith('.part'))) await setTimeout(10)
  await exporting.stop()
  await failed
  expect(readdirSync(folder).filter((name) => !name.endsWith('.lock'))).toStrictEqual([])
  const again = await exportFiles(release, space, {
    folder,
    formats,
    modelsFolder: null,
    worlds: 0,
  }).done
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

test('an export that fails says why', async () => {
  const release = { ...measuredRelease(), id: 'no/such' }
  const folder = join(import.meta.filename, 'x')
  const exporting = exportFiles(release, await testSpace(), {
    folder,
    formats,
    modelsFolder: null,
    worlds: 0,
  })
  await expect(exporting.done).rejects.toThrow(/ENOTDIR|not a directory/)
})

test('an export whose process cannot be started fails, and is stopped all the same', async () => {
  const space = await testSpace()
  const { execPath } = process
  process.execPath = '/no/such/node'
  const folder = exportFolder()
  const exporting = exportFiles(measuredRelease(), space, {
    folder,
    formats,
    modelsFolder: null,
    worlds: 0,
  })
  process.execPath = execPath
  await expect(exporting.done).rejects.toThrow('ENOENT')
  await exporting.stop()
})
