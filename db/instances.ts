import { Instance } from '../fitness/instance.ts'
import type { SourceFile } from '../fitness/source-file.ts'
import type { Database } from './database.ts'
import type { IngestPlan } from './ingest-plan.ts'

/** What an instance holds now: the outcome of its last completed ingest. */
export interface CurrentInstance {
  readonly instance: Instance
  readonly ingestRunId: number
  readonly source: string
  readonly completeness: IngestPlan['completeness']
  readonly fingerprint: string
  readonly accepted: number
  readonly rejected: number
  readonly sources: readonly SourceFile[]
}

/** All instances that have content, by id. */
export async function currentInstances(executor: Database['kysely']): Promise<CurrentInstance[]> {
  const runs = await executor
    .selectFrom('ingest_runs')
    .select(['ingest_run_id', 'source', 'completeness', 'fingerprint', 'descriptor'])
    .select(['accepted', 'rejected'])
    .where('state', '=', 'complete')
    .execute()
  const files = await executor
    .selectFrom('ingest_run_sources')
    .innerJoin('ingest_runs', 'ingest_runs.ingest_run_id', 'ingest_run_sources.ingest_run_id')
    .select([
      'ingest_runs.ingest_run_id',
      'name',
      'sha256',
      'size_bytes',
      'url',
      'title',
      'licence',
      'attribution',
    ])
    .where('state', '=', 'complete')
    .orderBy('ordinal')
    .execute()
  return runs
    .map((run) => ({
      instance: Instance.parse(run.descriptor),
      ingestRunId: run.ingest_run_id,
      source: run.source,
      completeness: run.completeness,
      fingerprint: run.fingerprint,
      accepted: run.accepted,
      rejected: run.rejected,
      sources: files
        .filter((file) => file.ingest_run_id === run.ingest_run_id)
        .map(({ name, sha256, size_bytes: sizeBytes, url, title, licence, attribution }) => ({
          name,
          sha256,
          sizeBytes,
          url,
          title,
          licence,
          attribution,
        })),
    }))
    .sort((a, b) => (a.instance.id < b.instance.id ? -1 : 1))
}
