import type { Database } from '../db/database.ts'
import { type Difference, differenceOf } from '../db/difference.ts'
import type { Evaluation } from '../db/evaluation.ts'
import { currentInstances } from '../db/instances.ts'
import { copyEvaluations, createStaged, STAGED_RUN, stage } from '../db/staged-evaluations.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'
import { type CheckReport, checkSource } from './check-source.ts'
import type { Source } from './source.ts'

export interface DryRun {
  readonly report: CheckReport
  /** Null where the instance holds nothing, or where nothing is known of the database. */
  readonly difference: Difference | null
}

const BATCH = 10_000

/**
 * Reads a whole source, tells what is wrong with it and how the instance's evaluations would differ.
 * The database is as before afterwards.
 * @param db null where there is none
 */
export async function dryRun(source: Source, db: Database | null): Promise<DryRun> {
  const { plan } = source
  const instances = db === null ? [] : await currentInstances(db.kysely)
  const current = instances.find(({ instance }) => instance.id === plan.instance.id)
  if (db === null || current === undefined) {
    return { report: await checkSource(source), difference: null }
  }
  const measures = measuresOf(plan.instance).map(measureName)
  return db.kysely.transaction().execute(async (transaction) => {
    await createStaged(transaction)
    const staged = { table: 'staged_evaluations', ingestRunId: STAGED_RUN } as const
    if (plan.appendsTo !== undefined) {
      await copyEvaluations(transaction, current.ingestRunId, staged)
    }
    let batch: Evaluation[] = []
    const flush = async () => {
      await stage(transaction, batch, { plan, measures: measures.length })
      batch = []
    }
    const report = await checkSource(source, async (evaluation) => {
      batch.push(evaluation)
      if (batch.length >= BATCH) await flush()
    })
    await flush()
    const stored = {
      table: 'evaluations',
      ingestRunId: current.ingestRunId,
      measures: measuresOf(current.instance).map(measureName),
    } as const
    const difference = await differenceOf(transaction, stored, { ...staged, measures })
    return { report, difference }
  })
}
