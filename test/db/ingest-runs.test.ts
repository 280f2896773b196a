import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { beginIngest } from '../../db/ingest-runs.ts'
import { currentInstances } from '../../db/instances.ts'
import { migrate } from '../../db/migrate.ts'
import { describeDatabases } from '../support/databases.ts'
import {
  evaluationOf,
  everyEvaluation,
  ingest,
  loaderOf,
  testEvaluations,
  testPlan,
} from '../support/test-ingest.ts'

function ledger(db: Database) {
  return db.kysely
    .selectFrom('ingest_runs')
    .select(['state', 'accepted', 'rejected', 'position', 'failure'])
    .orderBy('ingest_run_id')
    .execute()
}

/** Everything that a load leaves, without the numbers that the database gives out. */
async function content(db: Database) {
  const rows = (await everyEvaluation(db)).map(({ ingest_run_id: _, ...row }) => row)
  const instances = await currentInstances(db.kysely)
  return { rows, instances: instances.map(({ ingestRunId: _, ...rest }) => rest) }
}

describeDatabases('beginIngest', (databases) => {
  const onPostgres = test.runIf(databases.kind === 'postgres')
  let db: Database
  beforeEach(async () => {
    db = await databases.empty()
  })

  test('loads 20,000 evaluations in batches and describes what the instance then holds', async () => {
    const plan = testPlan()
    const loader = await loaderOf(db, plan)
    expect(loader.resume).toBeNull()
    const all = testEvaluations(0, 20_000)
    await loader.write(all.slice(0, 12_000), 1)
    await loader.write(all.slice(12_000), 2)
    expect(await currentInstances(db.kysely)).toEqual([])
    await loader.complete({ accepted: 20_000, rejected: 3 })
    const stored = await everyEvaluation(db)
    expect(stored.length).toBe(20_000)
    expect(stored[12_345]).toEqual({
      ingest_run_id: loader.ingestRunId,
      architecture_id: 12_345,
      epochs: 108,
      run: 0,
      source_file: 0,
      form: null,
      measured: [12_346 / 7, 12_346 / 11],
    })
    const [current] = await currentInstances(db.kysely)
    expect(current).toMatchObject({ instance: plan.instance, accepted: 20_000, rejected: 3 })
    expect(current?.sources).toEqual(plan.files)
  })

  test('changes nothing when the same plan comes again', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 100))
    const before = await content(db)
    const again = await beginIngest(db, testPlan())
    expect(again.status).toBe('unchanged')
    expect(await content(db)).toEqual(before)
    expect((await ledger(db)).length).toBe(1)
  })

  test('takes up a load that was cut off and ends as if it had not been', async () => {
    const whole = await databases.open()
    const all = testEvaluations(0, 300)
    const cut = await loaderOf(db, testPlan())
    await cut.write(all.slice(0, 100), 100, { accepted: 100, rejected: 2 })
    await expect(cut.write([...all.slice(100, 150), evaluationOf(0)], 151)).rejects.toThrow()

    const resumed = await loaderOf(db, testPlan())
    expect(resumed.ingestRunId).toBe(cut.ingestRunId)
    expect(resumed.resume).toEqual({ position: 100, accepted: 100, rejected: 2 })
    const counted = [...(await resumed.runsSoFar())]
    expect(counted.length).toBe(100)
    expect(counted).toContainEqual({ architectureId: 99, epochs: 108, runs: 1 })
    await resumed.write(all.slice(100), 300)
    await resumed.complete({ accepted: 300, rejected: 2 })

    const loader = await loaderOf(whole, testPlan())
    await loader.write(all, 300)
    await loader.complete({ accepted: 300, rejected: 2 })
    expect(await content(db)).toEqual(await content(whole))
  })

  test('counts the runs of an architecture at each budget', async () => {
    const loader = await loaderOf(db, testPlan())
    const runs = [1, 2, 3].map((run) => evaluationOf(5, { run }))
    await loader.write([...runs, evaluationOf(5, { epochs: 4 }), evaluationOf(6)], 1)
    expect(new Set(await loader.runsSoFar())).toEqual(
      new Set([
        { architectureId: 5, epochs: 4, runs: 1 },
        { architectureId: 5, epochs: 108, runs: 3 },
        { architectureId: 6, epochs: 108, runs: 1 },
      ]),
    )
  })

  test('stops a loader that another has taken the place of', async () => {
    const overtaken = await loaderOf(db, testPlan())
    const loader = await loaderOf(db, testPlan())
    await expect(overtaken.write(testEvaluations(0, 1), 1)).rejects.toThrow('taken up by another')
    await overtaken.pause()
    await loader.write(testEvaluations(0, 1), 1)
    await loader.complete({ accepted: 1, rejected: 0 })
    await expect(loader.write(testEvaluations(1, 2), 2)).rejects.toThrow('was completed')
    expect((await everyEvaluation(db)).length).toBe(1)
  })

  test('leaves nothing of an abandoned load but its line in the ledger', async () => {
    const loader = await loaderOf(db, testPlan())
    await loader.write(testEvaluations(0, 50), 50)
    await loader.abandon('record 51 is damaged')
    expect(await everyEvaluation(db)).toEqual([])
    expect(await currentInstances(db.kysely)).toEqual([])
    expect(await ledger(db)).toMatchObject([{ state: 'failed', failure: 'record 51 is damaged' }])
    expect((await loaderOf(db, testPlan())).resume).toBeNull()
  })

  test('discards what another plan left unfinished', async () => {
    const stale = await loaderOf(db, testPlan())
    await stale.write(testEvaluations(0, 50), 50)
    const loader = await loaderOf(db, testPlan({ digit: 'b' }))
    expect(loader.resume).toBeNull()
    expect(await everyEvaluation(db)).toEqual([])
    expect((await ledger(db)).map((run) => run.state)).toEqual(['failed', 'loading'])
  })

  test('discards an unfinished load when the plan before it comes again', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 10))
    const stale = await loaderOf(db, testPlan({ digit: 'b' }))
    await stale.write(testEvaluations(0, 50), 50)
    expect((await beginIngest(db, testPlan())).status).toBe('unchanged')
    expect((await everyEvaluation(db)).length).toBe(10)
  })

  test('replaces the content only when the new load is complete', async () => {
    await ingest(db, testPlan(), testEvaluations(0, 10))
    const loader = await loaderOf(db, testPlan({ parserVersion: 2 }))
    await loader.write(testEvaluations(100, 105), 5)
    const [before] = await currentInstances(db.kysely)
    await loader.complete({ accepted: 5, rejected: 0 })
    const [after] = await currentInstances(db.kysely)
    expect(before?.accepted).toBe(10)
    expect(after?.accepted).toBe(5)
    expect((await everyEvaluation(db)).map((row) => row.architecture_id)).toEqual([
      100, 101, 102, 103, 104,
    ])
    expect((await ledger(db)).map((run) => run.state)).toEqual(['superseded', 'complete'])
  })

  test('keeps the instances apart', async () => {
    await ingest(db, testPlan({ id: 'test-b' }), testEvaluations(0, 3))
    await ingest(db, testPlan({ id: 'test-a' }), testEvaluations(0, 4))
    const current = await currentInstances(db.kysely)
    expect(current.map(({ instance, accepted }) => [instance.id, accepted])).toEqual([
      ['test-a', 4],
      ['test-b', 3],
    ])
  })

  test('refuses to replace complete data by a sample, but not a sample by the whole', async () => {
    const sample = testPlan({ completeness: 'partial', digit: 'b' })
    await ingest(db, sample, testEvaluations(0, 3))
    await ingest(db, testPlan(), testEvaluations(0, 30))
    await expect(beginIngest(db, sample)).rejects.toMatchObject({
      name: 'IngestRefusedError',
      message: expect.stringContaining('test-instance holds the complete data of test-source'),
    })
    expect((await everyEvaluation(db)).length).toBe(30)
  })

  test('refuses to replace complete data by complete data that lack a budget', async () => {
    await ingest(db, testPlan(), [
      ...testEvaluations(0, 3),
      ...testEvaluations(0, 3).map((evaluation) => ({ ...evaluation, epochs: 36 })),
    ])
    const fewer = { ...testPlan({ digit: 'b' }), epochs: [108] }
    await expect(beginIngest(db, fewer)).rejects.toMatchObject({
      name: 'IngestRefusedError',
      message: expect.stringContaining('at 36 epochs'),
    })
    const start = await beginIngest(db, { ...testPlan({ digit: 'b' }), epochs: [36, 108] })
    expect(start.status).toBe('loading')
    if (start.status === 'loading') await start.loader.abandon('only to see whether it begins')
    expect((await everyEvaluation(db)).length).toBe(6)
  })

  onPostgres('makes another process wait for its turn', async () => {
    const location = await databases.locate()
    const first = await databases.openAt(location)
    const second = await databases.openAt(location)
    await migrate(first)
    const loader = await loaderOf(first, testPlan())
    const waiting = beginIngest(second, testPlan())
    const early = await Promise.race([
      waiting.then(() => 'began'),
      new Promise((resolve) => setTimeout(resolve, 500, 'waits')),
    ])
    await loader.write(testEvaluations(0, 5), 5)
    await loader.complete({ accepted: 5, rejected: 0 })
    expect(early).toBe('waits')
    expect(await waiting).toEqual({ status: 'unchanged', ingestRunId: loader.ingestRunId })
  })

  describe('refuses evaluations that are not storable:', () => {
    test.each([
      ['an architecture outside of the space', { architectureId: 423_624 }, 'architecture id'],
      ['no epochs', { epochs: 0 }, 'epochs'],
      ['a run below 0', { run: -1 }, 'run'],
      ['a file the plan lacks', { sourceFile: 1 }, "none of the plan's 1"],
      ['a form that is no whole number', { form: 0.5 }, 'form'],
      ['too few values', { values: [1] }, 'has 1 values where the instance has 2'],
      ['a value that is not a number', { values: [Number.NaN, 1] }, 'not finite'],
      ['an infinite value', { values: [1, Number.POSITIVE_INFINITY] }, 'not finite'],
    ])('%s', async (_title, changes, message) => {
      const loader = await loaderOf(db, testPlan())
      const writing = loader.write([evaluationOf(1), evaluationOf(2, changes)], 1)
      await expect(writing).rejects.toThrow(message)
      expect(await everyEvaluation(db)).toEqual([])
    })
  })
})
