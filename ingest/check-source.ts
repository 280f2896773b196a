import type { Evaluation } from '../db/evaluation.ts'
import { IngestError, noRecord } from './ingest-error.ts'
import type { Rejection, Source } from './source.ts'

/** Rejections of one kind: their reasons differ only in the values they name. */
export interface RejectionGroup {
  readonly pattern: string
  readonly count: number
  /** The first three. */
  readonly examples: readonly Rejection[]
}

export interface CheckReport {
  readonly accepted: number
  readonly rejected: number
  /** Largest first, at most 20. */
  readonly groups: readonly RejectionGroup[]
  /** What ended the reading, when something did, or that there was nothing to read. */
  readonly fault: IngestError | null
}

const GROUPS_SHOWN = 20
const GROUPS_KEPT = 1000
const EXAMPLES = 3

/**
 * Reads a whole source and tells everything that is wrong with it; nothing is loaded.
 * @param onEvaluation is given what is valid
 */
export async function checkSource(
  source: Source,
  onEvaluation?: (evaluation: Evaluation) => Promise<void>,
): Promise<CheckReport> {
  const groups = new Map<string, { count: number; examples: Rejection[] }>()
  let accepted = 0
  let rejected = 0
  let fault: IngestError | null = null
  try {
    for await (const items of source.records(null)) {
      for (const item of items) {
        if ('evaluation' in item) {
          accepted++
          if (onEvaluation !== undefined) await onEvaluation(item.evaluation)
          continue
        }
        rejected++
        const pattern = patternOf(item.rejected.reason)
        const known = groups.has(pattern) || groups.size < GROUPS_KEPT
        const key = known ? pattern : 'other reasons'
        const group = groups.get(key) ?? { count: 0, examples: [] }
        group.count++
        if (group.examples.length < EXAMPLES) group.examples.push(item.rejected)
        groups.set(key, group)
      }
    }
  } catch (error) {
    if (!(error instanceof IngestError)) throw error
    fault = error
  }
  if (accepted + rejected === 0) fault ??= noRecord(source.plan)
  const sorted = [...groups].map(([pattern, group]) => ({ pattern, ...group }))
  sorted.sort((left, right) => right.count - left.count)
  return { accepted, rejected, groups: sorted.slice(0, GROUPS_SHOWN), fault }
}

/** A reason with its values left out, so that alike ones count as one. */
function patternOf(reason: string): string {
  return reason
    .replace(/"(?:[^"\\]|\\.)*"/g, '…')
    .replace(/\b[0-9a-f]{32}\b/g, '…')
    .replace(/(?<![\w.])[+-]?\d[\d.,]*(?:e[+-]?\d+)?\b/gi, '…')
}
