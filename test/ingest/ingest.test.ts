import { describe, expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { currentInstances } from '../../db/instances.ts'
import { checkSource } from '../../ingest/check-source.ts'
import { ingest } from '../../ingest/ingest.ts'
import { IngestError } from '../../ingest/ingest-error.ts'
import { RejectedRecordsError } from '../../ingest/rejections.ts'
import type { Item, Resume, Source } from '../../ingest/source.ts'
import { silentReporter } from '../../report/reporter.ts'
import { describeDatabases } from '../support/databases.ts'
import { evaluationOf, everyEvaluation, testPlan } from '../support/test-ingest.ts'

interface MadeUp {
  readonly records?: number
  /** Positions of rejected records, from 1. */
  readonly rejected?: readonly number[]
  /** Position after which the source fails. */
  readonly failure?: { readonly after: number; readonly error: Error }
  readonly digit?: string
}

/** Records 1, 2, 3 …; each is an architecture of that id. */
function madeUp({ records = 20, rejected = [], failure, digit = 'a' }: MadeUp = {}): Source & {
  readonly resumes: (Resume | null)[]
} {
  const resumes: (Resume | null)[] = []
  async function* read(resume: Resume | null): AsyncGenerator<Item[]> {
    resumes.push(resume)
    let items: Item[] = []
    for (let position = 1 + (resume?.position ?? 0); position <= records; position++) {
      items.push(
        rejected.includes(position)
          ? {
              rejected: { file: 'test.txt', where: `line ${position}`, reason: 'it is bad' },
              position,
            }
          : { evaluation: evaluationOf(position), position },
      )
      if (items.length === 500 || position === failure?.after) {
        yield items
        items = []
      }
      if (position === failure?.after) throw failure.error
    }
    yield items
  }
  return { plan: testPlan({ digit }), records: read, resumes }
}

const damage = new IngestError({
  file: 'test.txt',
  where: 'byte 5',
  reason: 'it is cut',
  fix: 'Fetch it again.',
})

async function storedIds(db: Database): Promise<number[]> {
  return (await everyEvaluation(db)).map((row) => row.architecture_id)
}

async function ledger(db: Database) {
  return db.kysely
    .selectFrom('ingest_runs')
    .select(['state', 'accepted', 'rejected', 'failure'])
    .orderBy('ingest_run_id')
    .execute()
}

describeDatabases('ingest', (databases) => {
  it('loads all records in batches and keeps the counts', async () => {
    const db = await databases.empty()
    const source = madeUp({ records: 25_000 })
    expect(await ingest(source, { db, reporter: silentReporter })).toMatchObject({
      instance: 'test-instance',
      status: 'loaded',
      accepted: 25_000,
      rejections: { count: 0 },
    })
    expect(await storedIds(db)).toEqual(Array.from({ length: 25_000 }, (_, at) => at + 1))
    expect(await currentInstances(db.kysely)).toMatchObject([{ accepted: 25_000, rejected: 0 }])
  })

  it('reads nothing when the same plan is loaded already', async () => {
    const db = await databases.empty()
    await ingest(madeUp(), { db, reporter: silentReporter })
    const again = madeUp()
    const outcome = await ingest(again, { db, reporter: silentReporter })
    expect(outcome).toMatchObject({ status: 'unchanged' })
    expect(again.resumes).toEqual([])
  })

  it('loads nothing when one record is rejected, after it has read them all', async () => {
    const db = await databases.empty()
    await ingest(madeUp({ records: 3 }), { db, reporter: silentReporter })
    const rejected = [2, ...Array.from({ length: 20 }, (_, at) => 24_000 + at)]
    const source = madeUp({ records: 25_000, rejected, digit: 'b' })
    const refused = ingest(source, { db, reporter: silentReporter })
    await expect(refused).rejects.toBeInstanceOf(RejectedRecordsError)
    await expect(refused).rejects.toMatchObject({ accepted: 24_979, rejected: 21 })
    const { first } = await refused.then(Promise.reject, (error: RejectedRecordsError) => error)
    expect(first).toHaveLength(10)
    expect(first[0]).toEqual({ file: 'test.txt', where: 'line 2', reason: 'it is bad' })
    expect(await storedIds(db)).toEqual([1, 2, 3])
    expect((await ledger(db)).map(({ state }) => state)).toEqual(['complete', 'failed'])
  })

  it('loads the others when rejected ones are skipped, and keeps their number', async () => {
    const db = await databases.empty()
    const source = madeUp({ records: 10, rejected: [1, 5, 10] })
    const outcome = await ingest(source, { db, reporter: silentReporter, skipRejected: true })
    expect(outcome).toMatchObject({ accepted: 7, rejections: { count: 3 } })
    expect(await storedIds(db)).toEqual([2, 3, 4, 6, 7, 8, 9])
    expect(await ledger(db)).toEqual([
      { state: 'complete', accepted: 7, rejected: 3, failure: null },
    ])
  })

  it('refuses to load nothing at all', async () => {
    const db = await databases.empty()
    const context = { db, reporter: silentReporter, skipRejected: true }
    await expect(ingest(madeUp({ records: 2, rejected: [1, 2] }), context)).rejects.toThrow(
      '2 of 2 records are rejected',
    )
    await expect(ingest(madeUp({ records: 0 }), context)).rejects.toThrow('no record in it')
    expect(await currentInstances(db.kysely)).toEqual([])
  })

  it('aborts at structural damage, also where rejected records are skipped', async () => {
    const db = await databases.empty()
    const failure = { after: 15_000, error: damage }
    const context = { db, reporter: silentReporter, skipRejected: true }
    await expect(ingest(madeUp({ records: 20_000, failure }), context)).rejects.toBe(damage)
    expect(await storedIds(db)).toEqual([])
    expect(await ledger(db)).toMatchObject([
      { state: 'failed', failure: 'test.txt, byte 5: it is cut. Fetch it again.' },
    ])
  })

  it('refuses to drop evaluations, says how many of how many cells, and keeps them', async () => {
    const db = await databases.empty()
    await ingest(madeUp({ records: 20 }), { db, reporter: silentReporter })
    const fewer = madeUp({ records: 5, digit: 'b' })
    await expect(ingest(fewer, { db, reporter: silentReporter })).rejects.toThrow(
      'test-instance: this load replaces 15 evaluations of 15 cells (15 removed, 0 changed). Replace them with --replace; --dry-run shows the difference.',
    )
    expect(await storedIds(db)).toHaveLength(20)
    const replacing = { db, reporter: silentReporter, replace: true }
    expect(await ingest(fewer, replacing)).toMatchObject({ accepted: 5, before: 20 })
    expect(await storedIds(db)).toEqual([1, 2, 3, 4, 5])
  })

  it('loads what keeps every evaluation, without `replace`', async () => {
    const db = await databases.empty()
    await ingest(madeUp({ records: 5 }), { db, reporter: silentReporter })
    const more = madeUp({ records: 7, digit: 'b' })
    const outcome = await ingest(more, { db, reporter: silentReporter })
    expect(outcome).toMatchObject({ status: 'loaded', accepted: 7, before: 5 })
    expect(await storedIds(db)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('replaces a sample by the whole of the same source', async () => {
    const db = await databases.empty()
    const sample = madeUp({ records: 5 })
    const plan = testPlan({ completeness: 'partial' })
    await ingest({ ...sample, plan }, { db, reporter: silentReporter })
    await ingest(madeUp({ records: 3, digit: 'b' }), { db, reporter: silentReporter })
    expect(await storedIds(db)).toEqual([1, 2, 3])
  })

  it('takes up a load that an accident cut off', async () => {
    const db = await databases.empty()
    const failure = { after: 15_000, error: new Error('the power went off') }
    const rejected = [7]
    const context = { db, reporter: silentReporter, skipRejected: true }
    const first = madeUp({ records: 20_000, rejected, failure })
    await expect(ingest(first, context)).rejects.toThrow('the power went off')
    expect(await currentInstances(db.kysely)).toEqual([])

    const second = madeUp({ records: 20_000, rejected })
    const outcome = await ingest(second, context)
    const [resume] = second.resumes
    expect(resume).toMatchObject({ rejected: 1 })
    expect(resume?.position).toBeGreaterThan(9_999)
    expect([...(resume?.runsSoFar ?? [])]).toHaveLength(resume?.accepted ?? 0)
    expect(outcome).toMatchObject({ accepted: 19_999, rejections: { count: 1 } })
    expect((await storedIds(db)).length).toBe(19_999)
  })

  it('meets a rejected record again when a strict load is taken up', async () => {
    const db = await databases.empty()
    const failure = { after: 35_000, error: new Error('the power went off') }
    const shape = { records: 40_000, rejected: [12_000] }
    const context = { db, reporter: silentReporter }
    await expect(ingest(madeUp({ ...shape, failure }), context)).rejects.toThrow('power')
    await expect(ingest(madeUp(shape), context)).rejects.toMatchObject({
      rejected: 1,
      first: [{ file: 'test.txt', where: 'line 12000', reason: 'it is bad' }],
    })
    expect(await storedIds(db)).toEqual([])
  })
})

describe('checkSource', () => {
  it('groups what is wrong and goes on to the end', async () => {
    const source = madeUp({ records: 2000, rejected: [3, 4, 5, 1999, 2000] })
    const report = await checkSource(source)
    expect(report).toMatchObject({ accepted: 1995, rejected: 5, fault: null })
    expect(report.groups).toMatchObject([{ pattern: 'it is bad', count: 5 }])
    expect(report.groups[0]?.examples.map(({ where }) => where)).toEqual([
      'line 3',
      'line 4',
      'line 5',
    ])
  })

  it('reports damage together with what was rejected before it', async () => {
    const failure = { after: 10, error: damage }
    const report = await checkSource(madeUp({ rejected: [3], failure }))
    expect(report).toMatchObject({ accepted: 9, rejected: 1, fault: damage })
  })

  it('counts reasons as one that differ in their values only, and stays bounded', async () => {
    const records = async function* (): AsyncGenerator<Item[]> {
      for (let line = 1; line <= 5000; line++) {
        const reasons = [
          `val is ${line / 7}; a fraction is from 0 to 1`,
          `no architecture has the module hash "${line}"`,
          `odd ${'abcdefghijklmnopqrstuvwxyz'.slice(line % 26)}`,
        ]
        yield reasons.map((reason) => ({
          rejected: { file: 'f', where: `line ${line}`, reason },
          position: line,
        }))
      }
    }
    const { groups, rejected } = await checkSource({ plan: testPlan(), records })
    expect(rejected).toBe(15_000)
    expect(groups).toHaveLength(20)
    expect(groups.slice(0, 2)).toMatchObject([
      { pattern: 'val is …; a fraction is from … to …', count: 5000 },
      { pattern: 'no architecture has the module hash …', count: 5000 },
    ])
    for (const { examples } of groups) expect(examples.length).toBeLessThanOrEqual(3)
  })
})
