import type { Instance } from '../fitness/instance.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'
import type { Completeness } from './schema.ts'

/** An upstream file, as it was read. */
export interface SourceFile {
  readonly name: string
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string
  readonly sizeBytes: number
  /** Where it is published; null for a file that has no public address. */
  readonly url: string | null
  readonly title: string
  readonly licence: string
}

/** What an ingest is going to load; equal plans bring equal evaluations. */
export interface IngestPlan {
  /** Name of the reader, for example `nasbench101`. */
  readonly source: string
  readonly instance: Instance
  readonly files: readonly SourceFile[]
  /** `partial` for a sample of what the source publishes. */
  readonly completeness: Completeness
  /** All budgets in the files, where the source knows: content that has another is not replaced. */
  readonly epochs?: readonly number[]
  /** Raised when the reader of this source begins to read the same files otherwise. */
  readonly parserVersion: number
}

/** sha256 over the canonical JSON of the whole plan. */
export function fingerprintOf(plan: IngestPlan): string {
  return sha256(canonicalJson(plan))
}
