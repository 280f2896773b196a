import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FLAT_FORMATS } from '../../release/formats.ts'
import { SPACE_COLUMNS } from '../../release/space-columns.ts'
import type { Batch, Table } from '../../release/table.ts'
import { exportFolder } from '../support/exported.ts'

const ROWS = 50_000
const batch: Batch = { rows: ROWS, values: [Int32Array.from({ length: ROWS }, (_, id) => id)] }
const table: Table = {
  name: 'few',
  rows: ROWS,
  columns: [SPACE_COLUMNS.architectureId],
  batches: () => [batch],
}

const formats = Object.entries(FLAT_FORMATS)

test.each(formats)(
  '%s that is ended may be aborted, which leaves it as it is',
  async (_, format) => {
    const path = join(exportFolder(), 'table')
    const writer = await format.open(path, table)
    await writer.write(batch)
    await writer.finish()
    const before = readFileSync(path)
    await writer.abort()
    await writer.abort()
    expect(readFileSync(path).equals(before)).toBe(true)
  },
)

test.each(formats)('%s is aborted in its midst', async (_, format) => {
  const writer = await format.open(join(exportFolder(), 'table'), table)
  await writer.write(batch)
  await writer.abort()
})

test.each(formats)('%s that cannot be written says why to whoever writes it', async (_, format) => {
  const write = async (path: string) => {
    const writer = await format.open(path, table)
    await writer.write(batch)
    await writer.finish()
  }
  const folder = exportFolder()
  const path = join(folder, 'table')
  writeFileSync(path, 'of another')
  await expect(write(path)).rejects.toThrow('EEXIST')
  expect(readFileSync(path, 'utf8')).toBe('of another')
  await expect(write(join(folder, 'none', 'table'))).rejects.toThrow('ENOENT')
  expect(readdirSync(folder)).toStrictEqual(['table'])
})

test('a failure before the first write is reported too', async () => {
  const path = join(exportFolder(), 'none', 'table')
  const writer = await FLAT_FORMATS.csv.open(path, table)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await expect((async () => writer.write(batch))()).rejects.toThrow('ENOENT')
  await expect((async () => writer.finish())()).rejects.toThrow('ENOENT')
  await writer.abort()
})
