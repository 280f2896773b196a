import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../db/database.ts'

let folder: string
let db: Database | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-embedded-'))
})
afterEach(async () => {
  await db?.close()
  rmSync(folder, { recursive: true })
})

describe('an embedded database', () => {
  test('that is damaged is set aside and named, and the next start begins anew', async () => {
    db = await openDatabase({ folder })
    await db.close()
    const control = join(folder, 'pglite/global/pg_control')
    const whole = readFileSync(control)
    writeFileSync(control, Buffer.alloc(whole.length, 7))
    await expect(openDatabase({ folder })).rejects.toThrow(
      /pglite is damaged and cannot be opened \(.*\)\. It is now .*pglite\.damaged-.* Start again to rebuild/s,
    )
    const [aside = ''] = readdirSync(folder)
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^pglite\.damaged-2/)])
    expect(readFileSync(join(folder, aside, 'global/pg_control'))).toEqual(
      Buffer.alloc(whole.length, 7),
    )
    db = await openDatabase({ folder })
    expect(readdirSync(folder)).toContain('pglite')
  }, 120_000)

  test('that was half made when its process was killed is made anew, and nothing is set aside', async () => {
    db = await openDatabase({ folder })
    await db.close()
    for (const name of ['PG_VERSION', 'global', 'pg_wal'])
      rmSync(join(folder, 'pglite', name), { recursive: true })
    db = await openDatabase({ folder })
    const { rows } = await sql<{ n: number }>`select 1 as n`.execute(db.kysely)
    expect(rows).toEqual([{ n: 1 }])
    expect(readdirSync(folder).sort()).toEqual(['pglite', 'pglite.lock'])
  }, 120_000)

  test('gives its memory back and keeps its folder once it is unloaded', async () => {
    db = await openDatabase({ folder })
    await db.unload()
    await expect(openDatabase({ folder })).rejects.toThrow('in use by this process itself')
    await db.close()
    expect(readdirSync(folder)).toEqual(['pglite'])
  }, 120_000)
})
