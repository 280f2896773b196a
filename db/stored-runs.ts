import { sql } from 'kysely'
import type { Database } from './database.ts'
import { packedInt4, unpackInt4 } from './packed.ts'

export interface StoredRun {
  readonly architectureId: number
  readonly epochs: number
  readonly run: number
}

/** Which runs of which architectures an ingest run has loaded. */
export async function storedRuns(
  executor: Database['kysely'],
  ingestRunId: number,
): Promise<StoredRun[]> {
  const packed = await executor
    .selectFrom((query) =>
      query
        .selectFrom('evaluations')
        .select(['architecture_id', 'epochs', 'run'])
        .where('ingest_run_id', '=', ingestRunId)
        .as('stored'),
    )
    .select([
      packedInt4(sql.ref('architecture_id')).as('architectureIds'),
      packedInt4(sql.ref('epochs')).as('epochs'),
      packedInt4(sql.ref('run')).as('runs'),
    ])
    .executeTakeFirstOrThrow()
  const epochs = unpackInt4(packed.epochs)
  const runs = unpackInt4(packed.runs)
  return Array.from(unpackInt4(packed.architectureIds), (architectureId, at) => ({
    architectureId,
    epochs: epochs[at] ?? 0,
    run: runs[at] ?? 0,
  }))
}
