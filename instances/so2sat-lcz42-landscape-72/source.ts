import type { SourceOf } from '../../ingest/built-in.ts'
import { tableSource } from '../../ingest/table-source.ts'

export const sourceOf: SourceOf = (described) => tableSource(described)
