import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openSpace, replaceFile } from '../../db/space-file.ts'
import { testSpace } from '../support/space.ts'

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

test('a file that is replaced many times at once is one of the texts, and no part stays', async () => {
  const path = join(folder, 'contended')
  const texts = Array.from({ length: 24 }, (_, at) =>
    `${at}`.padEnd(2_000_000 - 80_000 * at, `${at} `),
  )
  const replacing = texts.map((text) => replaceFile(path, Buffer.from(text)))
  const settled = await Promise.allSettled(replacing)
  expect(settled.filter(({ status }) => status === 'rejected')).toStrictEqual([])
  expect(texts).toContain(readFileSync(path, 'utf8'))
  expect(readdirSync(folder).filter((name) => name.startsWith('contended'))).toHaveLength(1)
})

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array) =>
  Buffer.from(buffer, byteOffset, byteLength)

test('other threads build the space until this one joins, and it is the same', async () => {
  let joined = false
  const early: number[] = []
  const joins = new Promise<void>((resolve) => {
    setTimeout(() => {
      joined = true
      resolve()
    }, 2000)
  })
  const onProgress = (done: number) => joined || early.push(done)
  const { tables } = await openSpace(join(folder, 'built'), { joins, onProgress })
  expect(early).toEqual([])
  const { tables: known } = await testSpace()
  for (const name of ['hashes', 'forms', 'ids'] as const) {
    expect(bytesOf(tables[name]).equals(bytesOf(known[name])), name).toBe(true)
  }
})
