import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import type { Evaluation } from '../../db/evaluation.ts'
import { currentReleaseId, type LoadedRelease, loadRelease } from '../../db/load-release.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { ARCHITECTURE_COUNT } from '../../space/space.ts'
import { describeDatabases } from '../support/databases.ts'
import {
  evaluationOf,
  ingest,
  loaderOf,
  testEvaluations,
  testPlan,
} from '../support/test-ingest.ts'

const space = { size: ARCHITECTURE_COUNT }
const LAST = ARCHITECTURE_COUNT - 1

/** Evaluations in no order: runs, budgets, forms, missing values, the first and the last id. */
const EVALUATIONS: Evaluation[] = [
  evaluationOf(LAST, { values: [0.5, 0.25] }),
  evaluationOf(0, { run: 2, values: [0.1 + 0.2, null], form: 42 }),
  evaluationOf(0, { run: 1, values: [5e-324, 0.75] }),
  evaluationOf(40_000, { values: [1 / 3, 0.5] }),
  evaluationOf(7, { epochs: 4, values: [null, 0.5] }),
]

// The id is part of the promise: the same data have it on every machine and in every version.
const RELEASE_ID = 'r430c3704b6d7'

async function tablesOf(db: Database, id: string) {
  const { instances } = await loadRelease(db, id)
  return instances[0]?.tables.map(({ epochs, architectureIds, runStarts, forms, values }) => ({
    epochs,
    architectureIds: [...architectureIds],
    runStarts: [...runStarts],
    forms: [...forms],
    values: values.map((column) => [...column]),
  }))
}

function withoutDate({ publishedAt: _, ...release }: LoadedRelease) {
  return release
}

describeDatabases('publishRelease', (databases) => {
  let db: Database
  beforeEach(async () => {
    db = await databases.empty()
  })

  test('groups the runs of each architecture and keeps every value', async () => {
    await ingest(db, testPlan(), EVALUATIONS)
    const { id, created } = await publishRelease(db, space)
    expect(created).toBe(true)
    expect(await currentReleaseId(db)).toBe(id)
    expect(await tablesOf(db, id)).toEqual([
      {
        epochs: 4,
        architectureIds: [7],
        runStarts: [0, 1],
        forms: [Number.NaN],
        values: [[Number.NaN], [0.5]],
      },
      {
        epochs: 108,
        architectureIds: [0, 40_000, LAST],
        runStarts: [0, 2, 3, 4],
        forms: [Number.NaN, 42, Number.NaN, Number.NaN],
        values: [
          [5e-324, 0.1 + 0.2, 1 / 3, 0.5],
          [0.75, Number.NaN, 0.5, 0.25],
        ],
      },
    ])
  })

  test('reads more runs than fit into a page', async () => {
    const ids = Array.from({ length: 40_000 }, (_, at) => at * 10)
    const evaluations = ids.map((id) => evaluationOf(id, { values: [id, 0.5] }))
    await ingest(db, testPlan(), evaluations)
    const [table] = (await tablesOf(db, (await publishRelease(db, space)).id)) ?? []
    expect(table?.architectureIds).toEqual(ids)
    expect(table?.values[0]).toEqual(ids)
  })

  test('reads columns of other kinds that have the same bytes', async () => {
    const zero = evaluationOf(0, { run: 1, form: null, values: [0, null] })
    await ingest(db, testPlan(), [zero])
    const [table] = (await tablesOf(db, (await publishRelease(db, space)).id)) ?? []
    expect(table?.architectureIds).toEqual([0])
    expect(table?.values).toEqual([[0], [Number.NaN]])
  })

  test('keeps a column in single precision only where every value survives', async () => {
    await ingest(db, testPlan(), EVALUATIONS)
    const { id } = await publishRelease(db, space)
    const [released] = (await loadRelease(db, id)).instances
    const types = released?.tables[1]?.values.map((column) => column.constructor)
    expect(types).toEqual([Float64Array, Float32Array])
  })

  test('says of each instance what it is and where it comes from', async () => {
    const plan = testPlan({ completeness: 'partial' })
    await ingest(db, plan, EVALUATIONS)
    const before = Date.now()
    const { id } = await publishRelease(db, space)
    const after = Date.now()
    const release = await loadRelease(db, id)
    expect(Date.parse(release.publishedAt)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(release.publishedAt)).toBeLessThanOrEqual(after)
    expect(release.instances.map(({ tables: _, ...rest }) => rest)).toEqual([
      { instance: plan.instance, completeness: 'partial', sources: plan.files, surrogate: null },
    ])
  })

  test('names equal data equally on every machine', async () => {
    await ingest(db, testPlan(), EVALUATIONS)
    expect((await publishRelease(db, space)).id).toBe(RELEASE_ID)
    const other = await databases.open()
    await ingest(other, testPlan({ digit: 'b' }), testEvaluations(0, 3))
    await ingest(other, testPlan(), EVALUATIONS.toReversed())
    expect((await publishRelease(other, space)).id).toBe(RELEASE_ID)
  })

  test('does nothing where nothing has changed, without reading an evaluation', async () => {
    await ingest(db, testPlan(), EVALUATIONS)
    const { id } = await publishRelease(db, space)
    await db.kysely.deleteFrom('evaluations').execute()
    expect(await publishRelease(db, space)).toEqual({ id, created: false })
  })

  test('publishes without any instance, and an instance without any evaluation', async () => {
    const empty = await publishRelease(db, space)
    expect(empty.created).toBe(true)
    expect((await loadRelease(db, empty.id)).instances).toEqual([])
    await ingest(db, testPlan(), [])
    const { id } = await publishRelease(db, space)
    expect((await loadRelease(db, id)).instances).toMatchObject([{ tables: [] }])
  })

  test('leaves earlier releases as they were, and comes back to one when the data do', async () => {
    await ingest(db, testPlan(), EVALUATIONS)
    const first = await publishRelease(db, space)
    const before = await loadRelease(db, first.id)
    await ingest(db, testPlan({ digit: 'b' }), testEvaluations(0, 2000))
    const second = await publishRelease(db, space)
    expect(second).toEqual({ id: expect.not.stringMatching(first.id), created: true })
    expect(await currentReleaseId(db)).toBe(second.id)
    expect(await loadRelease(db, first.id)).toEqual(before)
    await ingest(db, testPlan(), EVALUATIONS)
    expect(await publishRelease(db, space)).toEqual({ id: first.id, created: false })
    expect(await loadRelease(db, first.id)).toEqual(before)
    for (const change of [
      sql`update releases set manifest = ''`,
      sql`delete from releases`,
      sql`update release_columns set bytes = ''`,
      sql`delete from release_columns`,
      sql`truncate release_columns`,
    ]) {
      await expect(change.execute(db.kysely)).rejects.toThrow('A release never changes')
    }
  })

  test('ignores a load that is not complete', async () => {
    await ingest(db, testPlan(), EVALUATIONS)
    const { id } = await publishRelease(db, space)
    const loader = await loaderOf(db, testPlan({ digit: 'b' }))
    await loader.write(testEvaluations(0, 100), 100)
    expect(await publishRelease(db, space)).toEqual({ id, created: false })
  })

  test('publishes once when several servers publish at the same time', async () => {
    await ingest(db, testPlan(), EVALUATIONS)
    const published = await Promise.all([1, 2, 3].map(() => publishRelease(db, space)))
    expect(new Set(published.map(({ id }) => id)).size).toBe(1)
    expect(published.filter(({ created }) => created).length).toBe(1)
  })

  test('gives back any evaluations', { timeout: 120_000 }, async () => {
    let digit = 0
    const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))
    const evaluation = fc.record({
      architectureId: fc.integer({ min: 0, max: LAST }),
      epochs: fc.constantFrom(4, 12, 36, 108),
      run: fc.integer({ min: 1, max: 5 }),
      sourceFile: fc.constant(0),
      sampleGroup: fc.constantFrom(null, 0, 29),
      form: fc.option(fc.nat()),
      values: fc.tuple(value, value),
    })
    const evaluations = fc.uniqueArray(evaluation, {
      selector: ({ architectureId, epochs, run }) => `${architectureId} ${epochs} ${run}`,
      minLength: 1,
      maxLength: 40,
    })
    const property = fc.asyncProperty(evaluations, async (given) => {
      await ingest(db, testPlan({ parserVersion: ++digit }), given)
      const tables = await tablesOf(db, (await publishRelease(db, space)).id)
      const returned = (tables ?? []).flatMap((table) =>
        table.architectureIds.flatMap((id, row) =>
          table.forms.slice(table.runStarts[row], table.runStarts[row + 1]).map((form, index) => {
            const run = (table.runStarts[row] ?? 0) + index
            return [table.epochs, id, form, ...table.values.map((column) => column[run])]
          }),
        ),
      )
      const expected = given
        .toSorted(
          (a, b) => a.epochs - b.epochs || a.architectureId - b.architectureId || a.run - b.run,
        )
        .map(({ epochs, architectureId, form, values }) =>
          [epochs, architectureId, form, ...values].map((number) => number ?? Number.NaN),
        )
      expect(returned).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 25 })
  })
})

describeDatabases('loadRelease', (databases) => {
  let db: Database
  let id: string
  beforeAll(async () => {
    db = await databases.open()
    await ingest(db, testPlan(), EVALUATIONS)
    id = (await publishRelease(db, space)).id
    for (const table of ['releases', 'release_columns']) {
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(db.kysely)
    }
  })

  async function digestOf(column: string): Promise<string> {
    const releases = await db.kysely.selectFrom('releases').select('manifest').execute()
    const [, digest] =
      new RegExp(`"digest":"(\\w+)"[^}]*"name":"${column}"`).exec(releases[0]?.manifest ?? '') ?? []
    return digest ?? ''
  }

  /** Runs statements, sees what loading says, and takes the statements back. */
  async function afterDamage(damage: ReturnType<typeof sql>): Promise<string> {
    const taken = new Error('taken back')
    let message = ''
    await db.kysely
      .transaction()
      .execute(async (transaction) => {
        await damage.execute(transaction)
        message = await loadRelease({ ...db, kysely: transaction }, id).then(
          () => 'loaded',
          (error) => error.message,
        )
        throw taken
      })
      .catch((error) => expect(error).toBe(taken))
    return message
  }

  test('gives the same release each time', async () => {
    expect(withoutDate(await loadRelease(db, id))).toEqual(withoutDate(await loadRelease(db, id)))
    expect(await afterDamage(sql`select 1`)).toBe('loaded')
  })

  test('names the release and the column of which one bit is wrong', async () => {
    const message = await afterDamage(
      sql`update release_columns set bytes = set_bit(bytes, 3, 1 - get_bit(bytes, 3))
        where digest = ${await digestOf('overallAccuracy.validation')}`,
    )
    expect(message).toMatch(
      `Column overallAccuracy.validation of release ${id}, test-instance at 108 epochs does not have its sha256`,
    )
  })

  test('names a column that is missing', async () => {
    const digest = await digestOf('overallAccuracy.validation')
    const message = await afterDamage(sql`delete from release_columns where digest = ${digest}`)
    expect(message).toMatch(
      `Column overallAccuracy.validation of release ${id}, test-instance at 108 epochs is missing`,
    )
  })

  test('notices a changed manifest', async () => {
    const message = await afterDamage(
      sql`update releases set manifest = replace(manifest, 'Test file', 'Best file')`,
    )
    expect(message).toMatch(`The manifest of release ${id} does not have its sha256`)
  })

  test('says that a release does not exist', async () => {
    await expect(loadRelease(db, 'r0123456789ab')).rejects.toThrow(
      'There is no release r0123456789ab',
    )
  })
})
