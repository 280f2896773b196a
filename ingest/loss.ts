import type { Difference } from '../db/difference.ts'
import type { IngestPlan } from '../db/ingest-plan.ts'

/** Without a full stop, for a sentence that goes on. */
export function lossLine({ removed, changed, architectures }: Difference): string {
  const evaluations = `${removed + changed} ${removed + changed === 1 ? 'evaluation' : 'evaluations'}`
  const cells = `${architectures} ${architectures === 1 ? 'cell' : 'cells'}`
  return `this load replaces ${evaluations} of ${cells} (${removed} removed, ${changed} changed)`
}

/** What a user can do about a load that replaces evaluations. */
export function adviceOn({ source }: IngestPlan): string {
  const append =
    source === 'evaluations'
      ? 'Keep them and add the new ones with --append, or replace'
      : 'Replace'
  return `${append} them with --replace; --dry-run shows the difference.`
}
