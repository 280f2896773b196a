import type { Usage } from './usage.ts'

const MIB = 2 ** 20
/**
 * What a service may hold more at the end than after the warm-up, at rest: caches that are bounded fill
 * up in the warm-up, and a million requests that keep 20 bytes each are over it.
 */
export const HEAP_GROWTH_MAX = 16 * MIB
/** The same of resident memory, which also has what the allocators keep to themselves. */
export const RESIDENT_GROWTH_MAX = 64 * MIB
/** The 99th percentile of light requests in the last shares, to that in the first after the warm-up. */
export const DRIFT_MAX = 2

export interface LoadOutcome {
  readonly wrong: readonly string[]
  /** Answers that differ from those to the same requests before the load. */
  readonly changed: readonly string[]
  readonly afterWarmUp: Usage
  readonly atEnd: Usage
  /** Milliseconds at the 99th percentile of light requests. */
  readonly p99After: number
  readonly p99AtEnd: number
}

const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`

/** @returns what of the promises does not hold; nothing where all do */
export function violations(outcome: LoadOutcome): string[] {
  const { wrong, changed, afterWarmUp, atEnd, p99After, p99AtEnd } = outcome
  const found: string[] = []
  if (wrong.length > 0)
    found.push(`${wrong.length} requests were answered otherwise than they must`)
  if (changed.length > 0) found.push(`${changed.length} answers are not what they were before`)
  const grew = (name: string, bytes: number, max: number) => {
    if (bytes > max) found.push(`${name} grew by ${mib(bytes)}, more than ${mib(max)}`)
  }
  grew('The heap', atEnd.heapUsed - afterWarmUp.heapUsed, HEAP_GROWTH_MAX)
  grew('Resident memory', atEnd.resident - afterWarmUp.resident, RESIDENT_GROWTH_MAX)
  const drift = p99AtEnd / p99After
  if (!(drift < DRIFT_MAX)) {
    found.push(`The p99 of light requests is ${drift.toFixed(2)} times that after the warm-up`)
  }
  return found
}
