import type { Rejection } from './source.ts'

const KEPT = 10

/** Counts rejected records and keeps the first ten. */
export class Rejections {
  count: number
  readonly first: Rejection[] = []

  /** @param before rejected by a load that is taken up again */
  constructor(before = 0) {
    this.count = before
  }

  add(rejection: Rejection): void {
    this.count++
    if (this.first.length < KEPT) this.first.push(rejection)
  }
}

/** Records broke rules, so nothing of their source was loaded. */
export class RejectedRecordsError extends Error {
  override readonly name = 'RejectedRecordsError'
  readonly accepted: number
  readonly rejected: number
  readonly first: readonly Rejection[]

  constructor(instance: string, accepted: number, { count, first }: Rejections) {
    super(
      `${instance}: ${count} of ${accepted + count} records are rejected and nothing is loaded. Mend them, or load the others with --skip-rejected.`,
    )
    this.accepted = accepted
    this.rejected = count
    this.first = first
  }
}

/** `file, line 12: reason`. */
export function rejectionLine({ file, where, reason }: Rejection): string {
  return `${file}, ${where}: ${reason}`
}
