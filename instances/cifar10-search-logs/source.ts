import type { SourceOf } from '../../ingest/built-in.ts'
import { tableSource } from '../../ingest/table-source.ts'

/** Only what a surrogate is trained on: no start loads it. */
export const sourceOf: SourceOf = (described) =>
  tableSource(described, { completeness: 'partial', loadsAtStart: false })
