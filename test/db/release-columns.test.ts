import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { columnOf, readColumns, storeColumns } from '../../db/release-columns.ts'
import { describeDatabases } from '../support/databases.ts'

describeDatabases('storeColumns', (databases) => {
  let db: Database
  beforeEach(async () => {
    db = await databases.empty()
  })

  const stored = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from release_columns`.execute(db.kysely)
    return rows[0]?.count
  }

  test('stores equal columns once, the same call included, and missing ones not at all', async () => {
    const ids = Uint32Array.of(1, 2, 3)
    const columns = await storeColumns(db.kysely, [
      ['first', ids],
      ['second', ids.slice()],
      ['third', new Float32Array(3).fill(Number.NaN)],
    ])
    expect(columns.map(({ name }) => name)).toEqual(['first', 'second', 'third'])
    expect(columns.map(({ digest }) => digest)).toEqual([
      columns[0]?.digest,
      columns[0]?.digest,
      null,
    ])
    expect(await stored()).toBe(1)
    await storeColumns(db.kysely, [
      ['again', ids],
      ['other', Uint32Array.of(4)],
    ])
    expect(await stored()).toBe(2)
  })

  test('keeps every column of more than are written at once', async () => {
    // Five of three MiB: two, two and one.
    const named = [0, 1, 2, 3, 4].map((seed) => {
      const column = Float32Array.from({ length: 786_432 }, (_, at) => at * 0.5 + seed)
      return [`column ${seed}`, column] as const
    })
    const table = { where: 'the test', columns: await storeColumns(db.kysely, named) }
    const read = await readColumns(db.kysely, [table], new Map())
    // Values of a typed array, one by one, would take the matcher seconds.
    const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
      Buffer.from(buffer, byteOffset, byteLength)
    for (const [name, column] of named) {
      const kept = columnOf(table, name, read)
      expect(kept && bytesOf(kept).equals(bytesOf(column))).toBe(true)
    }
    expect(await stored()).toBe(5)
  })
})
