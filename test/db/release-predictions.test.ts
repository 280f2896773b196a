import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { canonicalJson } from '../../db/canonical-json.ts'
import type { Database } from '../../db/database.ts'
import { currentReleaseId, loadRelease, loadReleaseAs } from '../../db/load-release.ts'
import { missingPredictions, publishRelease } from '../../db/publish-release.ts'
import { releaseIdOf } from '../../db/release-manifest.ts'
import type { PublishedSurrogate } from '../../db/release-predictions.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { describeDatabases } from '../support/databases.ts'
import { predictionTable } from '../support/predicted.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'

/** So small a space that every column can be compared; ids of architectures are checked elsewhere. */
const space = { size: 500 }

// The id is part of the promise: the same data have it on every machine and in every version.
const RELEASE_ID = 'r2a175fae0bbc'

interface Counted extends PublishedSurrogate {
  asked: number
  readonly tables: readonly PredictionTable[]
}

/** A surrogate that counts how often it had to predict. */
function surrogateOf(
  id: string,
  options: { digit?: string; names?: string[]; title?: string } = {},
): Counted {
  const { digit = 'a', names = ['overallAccuracy.test'] } = options
  const own = testPlan({ id }).instance
  const instance = { ...own, title: options.title ?? own.title }
  // Not in the order of the epochs, which is not promised.
  const tables = [108, 36].map((epochs) =>
    predictionTable(instance, epochs, { names, size: space.size }),
  )
  return {
    id: `${id}-1`,
    instance,
    sha256: digit.repeat(64),
    predictionsVersion: 2,
    withheld: [{ epochs: 36, measure: 'overallAccuracy.train', reason: 'No skill' }],
    asked: 0,
    tables,
    async predictions() {
      this.asked++
      return this.tables
    },
  }
}

const failing = (surrogate: Counted, error: unknown): PublishedSurrogate => ({
  ...surrogate,
  predictions: () => Promise.reject(error),
})

describeDatabases('publishRelease with surrogates', (databases) => {
  let db: Database
  beforeEach(async () => {
    db = await databases.empty()
  })

  const publish = (...surrogates: PublishedSurrogate[]) => publishRelease(db, space, { surrogates })
  const current = async () => loadRelease(db, (await currentReleaseId(db)) ?? 'none')

  test('keeps every prediction, by epochs, and names the model', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const surrogate = surrogateOf('test-instance')
    const { id } = await publish(surrogate)
    const [released] = (await loadRelease(db, id)).instances
    expect(released?.completeness).toBe('complete')
    expect(released?.tables[0]?.architectureIds).toHaveLength(5)
    expect(released?.surrogate).toStrictEqual({
      id: 'test-instance-1',
      sha256: surrogate.sha256,
      predictions: surrogate.tables.toReversed(),
      withheld: surrogate.withheld,
    })
  })

  test('rounded numbers are stored without their lower bytes', async () => {
    const surrogate = surrogateOf('test-instance')
    const halves = new Float32Array(space.size).map((_, at) => 0.5 + (at % 50) / 128)
    const table = { ...(surrogate.tables[0] as PredictionTable), means: [halves] }
    const { id } = await publish({ ...surrogate, predictions: async () => [table] })
    const { rows } = await sql<{ bytes: number }>`
      select octet_length(bytes) as bytes from release_columns`.execute(db.kysely)
    expect(rows).toContainEqual({ bytes: 2 * space.size })
    const [released] = (await loadRelease(db, id)).instances
    expect(released?.surrogate?.predictions[0]?.means).toStrictEqual([halves])
  })

  test('names equal data and predictions equally on every machine', async () => {
    const publishOn = async (other: Database) => {
      await ingest(other, testPlan(), testEvaluations(0, 5))
      const surrogates = [surrogateOf('test-instance'), surrogateOf('alone')]
      return (await publishRelease(other, space, { surrogates })).id
    }
    expect(await publishOn(db)).toBe(RELEASE_ID)
    const other = await databases.open()
    await publishRelease(other, space, { surrogates: [surrogateOf('alone')] })
    expect(await publishOn(other)).toBe(RELEASE_ID)
  })

  test('predicts once: again, after new evaluations and after other models', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const first = surrogateOf('test-instance')
    const { id } = await publish(first)
    expect(await publish(first)).toEqual({ id, created: false })

    await ingest(db, testPlan({ digit: 'b' }), testEvaluations(0, 6))
    const after = await publish(first)
    expect(after).toEqual({ id: expect.not.stringMatching(id), created: true })
    expect((await current()).instances[0]?.surrogate?.predictions).toStrictEqual(
      first.tables.toReversed(),
    )

    const second = surrogateOf('test-instance', { digit: 'b' })
    expect((await publish(second)).id).not.toBe(after.id)
    expect(await publish(first)).toEqual({ id: after.id, created: false })
    expect([first.asked, second.asked]).toEqual([1, 1])
  })

  test('predicts anew where predictions are of another version than those it has', async () => {
    const first = { ...surrogateOf('test-instance'), predictionsVersion: 1 }
    const later = surrogateOf('test-instance')
    const { id } = await publish(first)
    expect((await publish(later)).id).not.toBe(id)
    expect(await publish(later)).toMatchObject({ created: false })
    expect([first.asked, later.asked]).toEqual([1, 1])
  })

  test('notes which surrogates a release has, and finds their predictions by them', async () => {
    const first = surrogateOf('test-instance')
    const { id } = await publish(first)
    const rows = await db.kysely.selectFrom('release_surrogates').selectAll().execute()
    expect(rows).toEqual([
      {
        release_id: id,
        instance_id: 'test-instance',
        surrogate_id: 'test-instance-1',
        sha256: first.sha256,
        predictions_version: 2,
      },
    ])
    const missing = (...surrogates: Counted[]) => missingPredictions(db, space, surrogates)
    const other = surrogateOf('test-instance', { digit: 'b' })
    expect(await missing(first, other)).toEqual([other])
    expect(await missingPredictions(db, { size: 499 }, [first])).toEqual([first])
    for (const change of [
      sql`delete from release_surrogates`,
      sql`update release_surrogates set sha256 = ${'b'.repeat(64)}`,
    ]) {
      await expect(change.execute(db.kysely)).rejects.toThrow('A release never changes')
    }
  })

  test('predicts anew for another model file and for another version', async () => {
    const first = surrogateOf('test-instance')
    const file = surrogateOf('test-instance', { digit: 'b', names: ['overallAccuracy.validation'] })
    const version = { ...surrogateOf('test-instance'), id: 'test-instance-2' }
    const ids = []
    for (const surrogate of [first, file, version]) ids.push((await publish(surrogate)).id)
    expect(new Set(ids).size).toBe(3)
    expect([first.asked, file.asked, version.asked]).toEqual([1, 1, 1])
    expect((await current()).instances[0]?.surrogate?.id).toBe('test-instance-2')
  })

  test('has an instance of which nothing is measured, as its surrogate describes it', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const surrogate = surrogateOf('alone')
    await publish(surrogate)
    const { instances } = await current()
    expect(instances.map(({ instance }) => instance.id)).toEqual(['alone', 'test-instance'])
    expect(instances[0]).toMatchObject({
      instance: surrogate.instance,
      completeness: 'none',
      sources: [],
      tables: [],
      surrogate: { id: 'alone-1' },
    })
    expect(instances[1]?.surrogate).toBeNull()
  })

  test('takes the description of what was ingested rather than that of the surrogate', async () => {
    const surrogate = surrogateOf('test-instance', { title: 'Of the card' })
    const before = await publish(surrogate)
    expect((await current()).instances[0]?.instance.title).toBe('Of the card')
    const renamed = surrogateOf('test-instance', { title: 'Of the next card' })
    expect((await publish(renamed)).id).not.toBe(before.id)
    expect((await current()).instances[0]?.instance.title).toBe('Of the next card')
    await ingest(db, testPlan(), testEvaluations(0, 5))
    await publish(surrogate)
    expect((await current()).instances[0]?.instance).toEqual(testPlan().instance)
    expect([surrogate.asked, renamed.asked]).toEqual([1, 0])
  })

  test('shows only measures that the instance has', async () => {
    const plan = testPlan()
    const [metric] = plan.instance.metrics
    if (metric === undefined) throw new Error('The test plan has no metric')
    const metrics = [{ ...metric, splits: ['test' as const] }]
    await ingest(db, { ...plan, instance: { ...plan.instance, metrics } }, [])
    const names = ['overallAccuracy.validation', 'overallAccuracy.test']
    await publish(surrogateOf('test-instance', { names }))
    const { predictions } = (await current()).instances[0]?.surrogate ?? { predictions: [] }
    expect(predictions.map(({ measures }) => measures.map(({ split }) => split))).toEqual([
      ['test'],
      ['test'],
    ])
    expect(predictions.map(({ means }) => means.length)).toEqual([1, 1])
  })

  test('goes on without a surrogate that cannot predict, and tries it again the next time', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const without = await publishRelease(db, space)
    const [good, bad] = [surrogateOf('alone'), surrogateOf('test-instance')]
    const failed: [string, unknown][] = []
    const error = new Error('The model is damaged')
    const options = {
      surrogates: [failing(bad, error), good],
      onSurrogateError: (id: string, reason: unknown) => void failed.push([id, reason]),
    }
    await publishRelease(db, space, options)
    expect(failed).toEqual([['test-instance-1', error]])
    const shown = (await current()).instances.map(({ instance, surrogate, tables }) => [
      instance.id,
      surrogate?.id,
      tables.length,
    ])
    expect(shown).toEqual([
      ['alone', 'alone-1', 0],
      ['test-instance', undefined, 1],
    ])
    await publish(bad, good)
    expect((await current()).instances[1]?.surrogate?.id).toBe('test-instance-1')
    await expect(publish(failing(surrogateOf('other'), error))).rejects.toBe(error)
    expect(await publish()).toEqual({ id: without.id, created: false })
  })

  test('refuses predictions that are not whole, and says whose', async () => {
    const surrogate = surrogateOf('test-instance')
    const [table] = surrogate.tables as [PredictionTable]
    const [means = new Float32Array()] = table.means
    const broken: readonly PredictionTable[][] = [
      [],
      [table, table],
      [{ ...table, means: [] }],
      [{ ...table, means: [means.slice(1)] }],
    ]
    for (const tables of broken) {
      await expect(publish({ ...surrogate, tables } as Counted)).rejects.toThrow('test-instance-1')
    }
    const withheld = [{ epochs: 36, measure: 'overallAccuracy.test', reason: 'No skill' }]
    await expect(publish({ ...surrogate, withheld })).rejects.toThrow(
      'predicts overallAccuracy.test at 36 epochs, which it withholds',
    )
    expect(await currentReleaseId(db)).toBeNull()
  })

  test('keeps what is predicted where no surrogates are named, as after an ingest', async () => {
    const surrogate = surrogateOf('test-instance')
    const alone = surrogateOf('alone')
    await publish(surrogate, alone)
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const { id } = await publishRelease(db, space)
    const shown = (await current()).instances.map((one) => [one.completeness, one.surrogate?.id])
    expect(shown).toEqual([
      ['none', 'alone-1'],
      ['complete', 'test-instance-1'],
    ])
    expect(await publish(surrogate, alone)).toEqual({ id, created: false })
    expect([surrogate.asked, alone.asked]).toEqual([1, 1])
  })

  test('asks all surrogates at the same time, so that they may share their work', async () => {
    let asked = 0
    let all = () => {}
    const both = new Promise<void>((resolve) => {
      all = resolve
    })
    const waiting = ['a', 'b'].map((id): PublishedSurrogate => {
      const surrogate = surrogateOf(id)
      const predictions = async () => {
        asked++
        if (asked === 2) all()
        await both
        return surrogate.tables
      }
      return { ...surrogate, predictions }
    })
    await publish(...waiting)
    expect((await current()).instances).toHaveLength(2)
  })

  test('of several surrogates of an instance takes the last', async () => {
    const [first, last] = ['a', 'b'].map((digit) => surrogateOf('test-instance', { digit }))
    await publish(first as Counted, last as Counted)
    expect((await current()).instances[0]?.surrogate?.sha256).toBe('b'.repeat(64))
    expect(first?.asked).toBe(0)
  })

  test('what the release before has is not read again, budget by budget', async () => {
    const { id } = await publish(surrogateOf('test-instance'))
    const read: PredictionTable[] = []
    const load = (known?: Parameters<typeof loadReleaseAs<object>>[3]) =>
      loadReleaseAs<object>(db, id, (table) => ({ at: read.push(table) }), known)
    const first = await load()
    expect(read).toEqual((await loadRelease(db, id)).instances[0]?.surrogate?.predictions)
    const [kept = ''] = first.parts.predictions.keys()
    const some = new Map([[kept, first.parts.predictions.get(kept) as object]])
    const second = await load({ ...first.parts, predictions: some })
    expect(read).toHaveLength(2 * first.parts.predictions.size - 1)
    expect(second.parts.predictions.get(kept)).toBe(first.parts.predictions.get(kept))
    expect(second.instances[0]?.tables).toEqual(first.instances[0]?.tables)
  })

  test('what was stored a moment ago is at hand as it would be read', async () => {
    const names = ['overallAccuracy.validation', 'overallAccuracy.test']
    const surrogate = surrogateOf('test-instance', { names })
    // Their own order of measures is another one than the instance's.
    const reversed = surrogate.tables.map((table) => ({
      ...table,
      measures: table.measures.toReversed(),
      means: table.means.toReversed(),
      standardDeviations: table.standardDeviations.toReversed(),
      distributions: table.distributions.toReversed(),
      correlations: table.correlations.toReversed().map((row) => row.toReversed()),
    }))
    const made = new Map<string, PredictionTable>()
    const { id } = await publishRelease(db, space, {
      surrogates: [{ ...surrogate, predictions: async () => reversed }],
      onStored: (predictions) => {
        for (const [key, table] of predictions) made.set(key, table)
      },
    })
    const read: PredictionTable[] = []
    await loadReleaseAs<object>(db, id, (table) => ({ at: read.push(table) }))
    expect([...made.values()]).toEqual(read)
    await sql`alter table release_columns disable trigger user`.execute(db.kysely)
    await db.kysely.deleteFrom('release_columns').execute()
    const { predictions } = (await loadReleaseAs(db, id, (table) => table, { predictions: made }))
      .parts
    expect([...predictions]).toEqual([...made])
  })

  test('names the surrogate and the column of which one bit is wrong', async () => {
    const { id } = await publish(surrogateOf('test-instance'))
    await sql`alter table release_columns disable trigger user`.execute(db.kysely)
    await sql`update release_columns set bytes = set_bit(bytes, 3, 1 - get_bit(bytes, 3))`.execute(
      db.kysely,
    )
    await sql`alter table release_columns enable trigger user`.execute(db.kysely)
    await expect(loadRelease(db, id)).rejects.toThrow(
      `Column mean.overallAccuracy.test of release ${id}, test-instance-1 at 36 epochs does not have its sha256`,
    )
  })

  test('a release of another format is refused, and the way out is named', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const { id } = await publishRelease(db, space)
    const { manifest } = await db.kysely
      .selectFrom('releases')
      .select('manifest')
      .where('release_id', '=', id)
      .executeTakeFirstOrThrow()
    const text = canonicalJson({ ...JSON.parse(manifest), format: 5 })
    const old = releaseIdOf(text)
    await db.kysely.insertInto('releases').values({ release_id: old, manifest: text }).execute()
    await expect(loadRelease(db, old)).rejects.toThrow(
      `Release ${old} has format 5; this program reads format 1. Update the program. If a development version before 0.1.0 made the database, delete the data folder and start again.`,
    )
  })
})
