import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { copyOut, copyRows } from '../../db/copy.ts'
import { CopyWriter } from '../../db/copy-writer.ts'
import type { Database } from '../../db/database.ts'
import { describeDatabases } from '../support/databases.ts'
import {
  evaluationOf,
  everyEvaluation,
  ingest,
  loaderOf,
  testPlan,
} from '../support/test-ingest.ts'

const DOUBLES = [
  0,
  -0,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  0.1 + 0.2,
  1 / 3,
  0.9505542318026224,
  Math.fround(0.1),
  Number.MAX_SAFE_INTEGER,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
]

const SOURCE = [
  'ingest_run_id',
  'ordinal',
  'sha256',
  'name',
  'size_bytes',
  'title',
  'licence',
] as const

/** A source file of a run by its place, with a name. */
function source(run: number, ordinal: number, name: string): Uint8Array {
  const row = new CopyWriter(1).row(SOURCE.length).int4(run).int2(ordinal)
  return row.text('a'.repeat(64)).text(name).int8(1).text('title').text('licence').take()
}

describeDatabases('copyRows', (databases) => {
  let db: Database
  let run: number
  const target = { table: 'ingest_run_sources', columns: SOURCE } as const
  const ordinals = async () => {
    const query = db.kysely.selectFrom('ingest_run_sources').select('ordinal')
    const rows = await query.where('ingest_run_id', '=', run).orderBy('ordinal').execute()
    return rows.map(({ ordinal }) => ordinal)
  }

  beforeAll(async () => {
    db = await databases.open()
    await ingest(db, testPlan({ id: 'sources' }), [])
    const begun = db.kysely.selectFrom('ingest_runs').select('ingest_run_id')
    run = (await begun.executeTakeFirstOrThrow()).ingest_run_id
  })

  test('keeps every double to the last bit, and nulls as nulls', async () => {
    const doubles = DOUBLES.map((value, id) => evaluationOf(id, { values: [value, null] }))
    const missing = evaluationOf(500, { values: [null, null] })
    await ingest(db, testPlan({ id: 'doubles' }), [...doubles, missing])
    const stored = await everyEvaluation(db)
    expect(stored.map((row) => row.measured)).toEqual([
      ...DOUBLES.map((value) => [value, null]),
      [null, null],
    ])
    expect(Object.is(stored[1]?.measured[0], -0)).toBe(true)
  })

  test('keeps 64-bit whole numbers as numbers', async () => {
    const form = 2 ** 21 * 243
    const loader = await loaderOf(db, testPlan({ id: 'forms' }))
    await loader.write([evaluationOf(7, { form })], Number.MAX_SAFE_INTEGER)
    await loader.pause()
    const resumed = await loaderOf(db, testPlan({ id: 'forms' }))
    expect(resumed.resume?.position).toBe(Number.MAX_SAFE_INTEGER)
    const row = (await everyEvaluation(db)).find(({ architecture_id }) => architecture_id === 7)
    expect((await everyEvaluation(db)).map((one) => one.form)).toContain(form)
    expect(row).toBeDefined()
  })

  test('keeps text with tabs, line ends, backslashes and letters beyond ASCII', async () => {
    const text = 'a\tb\nc\\N\r\\.\n"é 衛星 🛰'
    await copyRows(db.kysely, target, [source(run, 101, text)])
    const query = db.kysely.selectFrom('ingest_run_sources').select('name')
    expect(await query.where('ordinal', '=', 101).executeTakeFirst()).toEqual({ name: text })
  })

  test('says what is wrong with a row, keeps none of the others, and works on', async () => {
    const before = await ordinals()
    const twice = [source(run, 102, 'a'), source(run, 103, 'a'), source(run, 103, 'b')]
    await expect(copyRows(db.kysely, target, twice)).rejects.toThrow(/duplicate key/)
    expect(await ordinals()).toEqual(before)
    const orphan = new CopyWriter().row(4).int4(-5).int2(0).text('a'.repeat(64)).text('x').take()
    const files = { table: 'ingest_run_sources', columns: ['ingest_run_id', 'ordinal'] } as const
    await expect(copyRows(db.kysely, files, [orphan])).rejects.toThrow()
    expect(await ordinals()).toEqual(before)
  })

  test('does not wait for ever for an error that comes after the last row', async () => {
    // Foreign keys are checked at the end of the statement, when postgres.js no longer listens.
    const orphan = source(999_999, 0, 'file')
    await expect(copyRows(db.kysely, target, [orphan])).rejects.toThrow(/foreign key/)
  })

  test('passes on the error of whoever makes the rows, and keeps none', async () => {
    const before = await ordinals()
    function* broken() {
      yield source(run, 104, 'a')
      throw new Error('the file ends here')
    }
    await expect(copyRows(db.kysely, target, broken())).rejects.toThrow('the file ends here')
    expect(await ordinals()).toEqual(before)
  })

  test('belongs to the transaction it is given', async () => {
    const before = await ordinals()
    const failing = db.kysely.transaction().execute(async (transaction) => {
      await copyRows(transaction, target, [source(run, 105, 'a')])
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await ordinals()).toEqual(before)
  })
})

describeDatabases('copyOut', (databases) => {
  const repeated = (bytes: number) =>
    sql`select repeat('x', ${sql.lit(bytes)})::bytea, null, ${sql.lit(bytes)}::int from generate_series(1, 3)`

  test('hands over rows of any size, and the connection goes on', async () => {
    const db = await databases.empty()
    for (const bytes of [0, 1, 10_000, 17_000, 30_000, 60_000, 70_000, 3_000_000]) {
      const rows: (string | null)[][] = []
      await copyOut(db.kysely, repeated(bytes), (fields) => {
        rows.push(fields.map((field) => field && Buffer.from(field).toString('hex')))
      })
      const row = ['78'.repeat(bytes), null, bytes.toString(16).padStart(8, '0')]
      expect(rows).toEqual([row, row, row])
    }
  })

  test('throws what the taker throws, and what the database says; the connection goes on', async () => {
    const db = await databases.empty()
    const taker = copyOut(db.kysely, repeated(1_000_000), () => {
      throw new Error('enough')
    })
    await expect(taker).rejects.toThrow('enough')
    const wrong = copyOut(db.kysely, sql`select bytes from nowhere`, () => {})
    await expect(wrong).rejects.toThrow(/nowhere/)
    let rows = 0
    await copyOut(db.kysely, repeated(5), () => rows++)
    expect(rows).toBe(3)
  })
})
