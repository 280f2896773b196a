import { expect, it } from 'vitest'
import { publishRelease } from '../../db/publish-release.ts'
import { readTrainingRows } from '../../db/training-rows.ts'
import { describeDatabases } from '../support/databases.ts'
import { evaluationOf, ingest, loaderOf, testPlan } from '../support/test-ingest.ts'

describeDatabases('readTrainingRows', (databases) => {
  it('has the runs of each architecture with their sample groups, budget by budget', async () => {
    const db = await databases.empty()
    await ingest(db, testPlan(), [
      evaluationOf(70_000, { sampleGroup: 3, values: [0.5, null] }),
      evaluationOf(5, { run: 1, sampleGroup: 4, values: [0.25, 0.125] }),
      evaluationOf(5, { run: 0, values: [1, 0.75] }),
      evaluationOf(9, { epochs: 4, sampleGroup: 0 }),
    ])
    const rows = await readTrainingRows(db, 'test-instance')
    expect(rows?.current.instance.id).toBe('test-instance')
    expect(rows?.current.sources.map(({ name }) => name)).toEqual(['test.txt'])
    expect(rows?.tables.map(({ table }) => table.epochs)).toEqual([4, 108])
    const [short, long] = rows?.tables ?? []
    expect([...(short?.groups ?? [])]).toEqual([0])
    expect([...(long?.groups ?? [])]).toEqual([-1, 4, 3])
    expect([...(long?.table.architectureIds ?? [])]).toEqual([5, 70_000])
    expect([...(long?.table.runStarts ?? [])]).toEqual([0, 2, 3])
    expect(long?.table.values.map((column) => [...column])).toEqual([
      [1, 0.25, 0.5],
      [0.75, 0.125, Number.NaN],
    ])
  })

  it('has what is ingested, published or not, and not what is still loading', async () => {
    const db = await databases.empty()
    expect(await readTrainingRows(db, 'test-instance')).toBeNull()
    const loader = await loaderOf(db, testPlan())
    await loader.write([evaluationOf(1)], 1)
    expect(await readTrainingRows(db, 'test-instance')).toBeNull()
    await loader.complete({ accepted: 1, rejected: 0 })
    const read = async () => (await readTrainingRows(db, 'test-instance'))?.tables
    const before = await read()
    expect(before).toHaveLength(1)
    await publishRelease(db, { size: 423_624 })
    expect(await read()).toEqual(before)
  })
})
