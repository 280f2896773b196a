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

const ARCHITECTURE = [
  'architecture_id',
  'module_hash',
  'vertices',
  'edges',
  'matrix',
  'operations',
] as const

function architecture(id: number, operations: string): Uint8Array {
  const row = new CopyWriter(1).row(ARCHITECTURE.length).int4(id)
  const hash = `${id}`.padStart(32, '0')
  return row.text(hash).int2(2).int2(1).text('0100').text(operations).take()
}

describeDatabases('copyRows', (databases) => {
  let db: Database
  const target = { table: 'architectures', columns: ARCHITECTURE } as const
  const ids = async () => {
    const query = db.kysely.selectFrom('architectures').select('architecture_id')
    return (await query.orderBy('architecture_id').execute()).map((row) => row.architecture_id)
  }

  beforeAll(async () => {
    db = await databases.open()
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
    await copyRows(db.kysely, target, [architecture(1, text)])
    const row = await db.kysely.selectFrom('architectures').select('operations').executeTakeFirst()
    expect(row?.operations).toBe(text)
  })

  test('says what is wrong with a row, keeps none of the others, and works on', async () => {
    const before = await ids()
    const twice = [architecture(2, 'a'), architecture(3, 'a'), architecture(3, 'b')]
    await expect(copyRows(db.kysely, target, twice)).rejects.toThrow(/duplicate key/)
    expect(await ids()).toEqual(before)
    const orphan = new CopyWriter().row(4).int4(-5).int2(0).text('a'.repeat(64)).text('x').take()
    const files = { table: 'ingest_run_sources', columns: ['ingest_run_id', 'ordinal'] } as const
    await expect(copyRows(db.kysely, files, [orphan])).rejects.toThrow()
    expect(await ids()).toEqual(before)
  })

  test('does not wait for ever for an error that comes after the last row', async () => {
    // Foreign keys are checked at the end of the statement, when postgres.js no longer listens.
    const orphan = new CopyWriter().row(7).int4(999_999).int2(0).text('a'.repeat(64))
    const chunk = orphan.text('file').int8(1).text('title').text('licence').take()
    const columns = [
      'ingest_run_id',
      'ordinal',
      'sha256',
      'name',
      'size_bytes',
      'title',
      'licence',
    ] as const
    const target = { table: 'ingest_run_sources', columns } as const
    await expect(copyRows(db.kysely, target, [chunk])).rejects.toThrow(/foreign key/)
  })

  test('passes on the error of whoever makes the rows, and keeps none', async () => {
    const before = await ids()
    function* broken() {
      yield architecture(4, 'a')
      throw new Error('the file ends here')
    }
    await expect(copyRows(db.kysely, target, broken())).rejects.toThrow('the file ends here')
    expect(await ids()).toEqual(before)
  })

  test('belongs to the transaction it is given', async () => {
    const before = await ids()
    const failing = db.kysely.transaction().execute(async (transaction) => {
      await copyRows(transaction, target, [architecture(5, 'a')])
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await ids()).toEqual(before)
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
