import { expect, it } from 'vitest'
import { type Difference, differenceOf } from '../../db/difference.ts'
import type { Evaluation } from '../../db/evaluation.ts'
import { createStaged, STAGED_RUN, stage } from '../../db/staged-evaluations.ts'
import { describeDatabases } from '../support/databases.ts'
import { evaluationOf, ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'

const MEASURES = ['overallAccuracy.validation', 'overallAccuracy.test']

describeDatabases('differenceOf', (databases) => {
  /** How other evaluations differ from those of architectures 1 to 5. */
  async function difference(after: readonly Evaluation[], measures = MEASURES) {
    const db = await databases.open()
    await ingest(db, testPlan(), testEvaluations(1, 6))
    const { ingest_run_id: ingestRunId } = await db.kysely
      .selectFrom('ingest_runs')
      .select('ingest_run_id')
      .executeTakeFirstOrThrow()
    const found = await db.kysely.transaction().execute(async (transaction) => {
      await createStaged(transaction)
      await stage(transaction, after, { plan: testPlan(), measures: measures.length })
      const stored = { table: 'evaluations', ingestRunId, measures: MEASURES } as const
      const staged = { table: 'staged_evaluations', ingestRunId: STAGED_RUN, measures } as const
      return differenceOf(transaction, stored, staged)
    })
    await expect(
      db.kysely.selectFrom('staged_evaluations').select('run').execute(),
    ).rejects.toThrow('staged_evaluations')
    return found
  }
  const same: Difference = { added: 0, removed: 0, changed: 0, unchanged: 5, architectures: 0 }

  it('finds equal evaluations unchanged, in any order and of any file', async () => {
    const after = testEvaluations(1, 6).reverse()
    expect(await difference(after)).toEqual(same)
  })

  it('tells added, removed and changed ones apart, and counts their architectures once', async () => {
    const after = [
      evaluationOf(1),
      evaluationOf(2, { values: [0.5, null] }),
      evaluationOf(2, { run: 1 }),
      evaluationOf(3, { epochs: 36 }),
      evaluationOf(4, { form: 7 }),
      evaluationOf(5, { sampleGroup: 1 }),
    ]
    expect(await difference(after)).toEqual({
      added: 2,
      removed: 1,
      changed: 3,
      unchanged: 1,
      architectures: 4,
    })
  })

  it('finds a further measure without values no change, and a missing one a change', async () => {
    const more = testEvaluations(1, 6).map((each) => ({ ...each, values: [...each.values, null] }))
    expect(await difference(more, [...MEASURES, 'latencyMs'])).toEqual(same)
    const fewer = testEvaluations(1, 6).map((each) => ({
      ...each,
      values: each.values.slice(0, 1),
    }))
    expect(await difference(fewer, MEASURES.slice(0, 1))).toMatchObject({ changed: 5 })
  })
})
