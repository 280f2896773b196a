import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packRelease, unpackRelease } from '../../release/packed-release.ts'
import { exportFiles } from '../../service/export-files.ts'
import { exportFolder, measuredRelease, smallRelease } from '../support/exported.ts'
import { testSpace } from '../support/space.ts'

const formats = ['parquet'] as const

test('a packed release unpacks to the same release, each column once', () => {
  const release = smallRelease()
  const packed = packRelease(release)
  expect(new Set(packed.columns).size).toBe(packed.columns.length)
  expect(unpackRelease(structuredClone(packed))).toStrictEqual(release)
})

test('an export that fails says why', async () => {
  const release = { ...measuredRelease(), id: 'no/such' }
  const folder = join(import.meta.filename, 'x')
  const exporting = exportFiles(release, await testSpace(), { folder, formats, modelsFolder: null })
  await expect(exporting.done).rejects.toThrow(/ENOTDIR|not a directory/)
})

test('an export whose process cannot be started fails, and is stopped all the same', async () => {
  const space = await testSpace()
  const { execPath } = process
  process.execPath = '/no/such/node'
  const folder = exportFolder()
  const exporting = exportFiles(measuredRelease(), space, { folder, formats, modelsFolder: null })
  process.execPath = execPath
  await expect(exporting.done).rejects.toThrow('ENOENT')
  await exporting.stop()
})
