import type { Instance } from '../fitness/instance.ts'
import type { Completeness } from '../fitness/release.ts'
import type { SourceFile } from '../fitness/source-file.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'

/** What an ingest is going to load; equal plans bring equal evaluations. */
export interface IngestPlan {
  /** Name of the source, for example `cifar10`. */
  readonly source: string
  readonly instance: Instance
  readonly files: readonly SourceFile[]
  /** `partial` for a sample of what the source publishes. */
  readonly completeness: Exclude<Completeness, 'none'>
  /** All budgets in the files, where the source knows: content that has another is not replaced. */
  readonly epochs?: readonly number[]
  /** Fingerprint of the content that this adds to; without it, the plan is all that there will be. */
  readonly appendsTo?: string
  /** Raised when the reader of this source begins to read the same files otherwise. */
  readonly parserVersion: number
}

/** sha256 over the canonical JSON of the whole plan. */
export function fingerprintOf(plan: IngestPlan): string {
  return sha256(canonicalJson(plan))
}
