import { sql } from 'kysely'
import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import { measuresOf } from '../fitness/measure.ts'
import { ARCHITECTURE_COUNT } from '../space/space.ts'
import type { Database } from './database.ts'
import { budgetsOf, readEvaluationTable } from './evaluation-tables.ts'
import { type CurrentInstance, currentInstances } from './instances.ts'
import { packedInt4, unpackInt4 } from './packed.ts'

/** What an instance holds now, to train a surrogate on. */
export interface TrainingRows {
  readonly current: CurrentInstance
  /** By epochs, ascending. */
  readonly tables: readonly {
    readonly table: EvaluationTable
    /** Sample group of each run of the table, -1 where it has none. */
    readonly groups: Int32Array
  }[]
}

/**
 * Reads the current evaluations of an instance, whether a release of them is published or not; null
 * where nothing of it was ingested.
 */
export async function readTrainingRows(
  db: Database,
  instanceId: string,
): Promise<TrainingRows | null> {
  return db.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      // Parallel workers might hand the rows over in another order than the query's.
      await sql`set local max_parallel_workers_per_gather = 0`.execute(transaction)
      const instances = await currentInstances(transaction)
      const current = instances.find(({ instance }) => instance.id === instanceId)
      if (current === undefined) return null
      const { ingestRunId } = current
      const measures = measuresOf(current.instance)
      const tables: TrainingRows['tables'][number][] = []
      for (const budget of await budgetsOf(transaction, ingestRunId)) {
        const query = { ...budget, ingestRunId, measures, architectures: ARCHITECTURE_COUNT }
        const table = await readEvaluationTable(transaction, query)
        const groups = await readGroups(transaction, { ingestRunId, epochs: budget.epochs })
        tables.push({ table, groups })
      }
      return { current, tables }
    })
}

/** In the order of `readEvaluationTable`: by architecture, then by run. */
async function readGroups(
  executor: Database['kysely'],
  { ingestRunId, epochs }: { ingestRunId: number; epochs: number },
): Promise<Int32Array> {
  const { groups } = await executor
    .selectFrom((query) =>
      query
        .selectFrom('evaluations')
        .select('sample_group')
        .where('ingest_run_id', '=', ingestRunId)
        .where('epochs', '=', epochs)
        .orderBy('architecture_id')
        .orderBy('run')
        .as('ordered'),
    )
    .select(packedInt4(sql`coalesce(sample_group, -1)`).as('groups'))
    .executeTakeFirstOrThrow()
  return unpackInt4(groups)
}
