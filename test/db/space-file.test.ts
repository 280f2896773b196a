import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { replaceFile } from '../../db/space-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-space-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a file is replaced as a whole, and one that cannot be leaves nothing half written', async () => {
  const path = join(folder, 'file')
  await replaceFile(path, Buffer.from('damaged'))
  await replaceFile(path, Buffer.from('whole'))
  expect(readFileSync(path, 'utf8')).toBe('whole')
  mkdirSync(join(folder, 'taken', 'by-another'), { recursive: true })
  await expect(replaceFile(join(folder, 'taken'), Buffer.from('bytes'))).rejects.toThrow()
  expect(readdirSync(folder).sort()).toStrictEqual(['file', 'taken'])
})
