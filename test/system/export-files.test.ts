import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { exportRelease } from '../../release/export.ts'
import { verifyRelease } from '../../release/verify.ts'
import { silentReporter } from '../../report/reporter.ts'
import { exportFiles } from '../../service/export-files.ts'
import { exportFolder, measuredRelease } from '../support/exported.ts'
import { testSpace } from '../support/space.ts'

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
  expect(readdirSync(folder)).not.toContain(release.id)
  const again = await exportFiles(release, space, { folder, formats, modelsFolder: null }).done
  expect(again.files).toBeGreaterThan(5)
  expect(readdirSync(folder)).toStrictEqual([release.id])
})
