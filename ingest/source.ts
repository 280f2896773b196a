import type { Evaluation } from '../db/evaluation.ts'
import type { IngestPlan } from '../db/ingest-plan.ts'
import type { StoredRun } from '../db/stored-runs.ts'

/** One record of an upstream file that breaks a rule; the rest of the file can still be read. */
export interface Rejection {
  readonly file: string
  /** 'line 12', 'record 5 at byte 1234', 'module hash 11df…'. */
  readonly where: string
  readonly reason: string
}

/**
 * One checked record. `position` is where reading may be taken up again once everything up to and
 * including this record is stored: its meaning (bytes, records) is the source's own.
 */
export type Item =
  | { readonly evaluation: Evaluation; readonly position: number }
  | { readonly rejected: Rejection; readonly position: number }

/** Where a killed load of the same plan had come to. */
export interface Resume {
  readonly position: number
  readonly accepted: number
  readonly rejected: number
  /** Runs stored so far, of architectures and budgets that have any. */
  readonly runsSoFar: Iterable<{
    readonly architectureId: number
    readonly epochs: number
    readonly runs: number
  }>
}

/**
 * A plan and the stream of its records. Items come in arrays (some hundreds each), because a
 * promise for each of five million records costs more than parsing them.
 *
 * A source throws `IngestError` for structural damage, which always aborts; a record that merely
 * breaks a rule is yielded as `rejected`.
 */
export interface Source {
  readonly plan: IngestPlan
  /** Position of the end where it is known beforehand; only for telling how far a load is. */
  readonly end?: number
  /**
   * Positions ascend. With `resume`, everything up to and including that position is stored
   * already: it is not yielded again, though a source may have to read it again.
   * @param stored runs that are there already, where the source adds to them
   */
  records(resume: Resume | null, stored?: readonly StoredRun[]): AsyncIterable<readonly Item[]>
}
