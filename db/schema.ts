import type { Generated } from 'kysely'
import type { Completeness } from '../fitness/release.ts'

/** What an ingest run may be: at most one per instance is `loading` and one `complete`. */
export type IngestState = 'loading' | 'complete' | 'superseded' | 'failed'

export interface IngestRunsTable {
  ingest_run_id: Generated<number>
  source: string
  instance_id: string
  state: Generated<IngestState>
  completeness: Exclude<Completeness, 'none'>
  /** sha256 of the canonical JSON of the plan, hexadecimal. */
  fingerprint: string
  /** The `Instance`, as it was when the run began. */
  descriptor: unknown
  parser_version: number
  /** Counts who took the run up; a loader that was overtaken no longer writes. */
  attempt: Generated<number>
  position: Generated<number>
  accepted: Generated<number>
  rejected: Generated<number>
  started_at: Generated<Date>
  finished_at: Date | null
  failure: string | null
}

export interface IngestRunSourcesTable {
  ingest_run_id: number
  /** What `evaluations.source_file` refers to. */
  ordinal: number
  sha256: string
  name: string
  size_bytes: number
  url: string | null
  title: string
  licence: string
  attribution: string | null
}

export interface EvaluationsTable {
  form: number | null
  ingest_run_id: number
  architecture_id: number
  epochs: number
  run: number
  source_file: number
  sample_group: number | null
  measured: (number | null)[]
}

export interface ReleasesTable {
  release_id: string
  published_at: Generated<Date>
  /** The very text whose sha256 names the release. */
  manifest: string
}

/** Which surrogate a release has of an instance. */
export interface ReleaseSurrogatesTable {
  release_id: string
  instance_id: string
  surrogate_id: string
  /** Of the model file, hexadecimal. */
  sha256: string
  predictions_version: number
}

export interface ReleaseColumnsTable {
  /** sha256 of the bytes, hexadecimal. */
  digest: string
  bytes: Uint8Array
}

export interface CurrentReleaseTable {
  singleton: Generated<boolean>
  release_id: string
  /** Digest of what it was published from; see `publishRelease`. */
  inputs: string
}

/** At most one row, while a server computes predictions; see `PreparationProgress`. */
export interface PreparationTable {
  singleton: Generated<boolean>
  progress: unknown
  updated_at: Generated<Date>
}

export interface Schema {
  ingest_runs: IngestRunsTable
  ingest_run_sources: IngestRunSourcesTable
  evaluations: EvaluationsTable
  /** Temporary, of one transaction; see `createStaged`. */
  staged_evaluations: EvaluationsTable
  releases: ReleasesTable
  release_surrogates: ReleaseSurrogatesTable
  release_columns: ReleaseColumnsTable
  current_release: CurrentReleaseTable
  preparation: PreparationTable
}
