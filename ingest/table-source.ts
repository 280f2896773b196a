import { join } from 'node:path'
import type { IngestPlan } from '../db/ingest-plan.ts'
import { type Described, filesOf } from './built-in.ts'
import { describedTables } from './evaluations/evaluations-source.ts'
import { locate } from './source-files.ts'
import { publishedSource, type SourceKind } from './source-kind.ts'

interface TableOptions {
  /** A table that the project itself keeps, by its path from the folder of the instance. */
  readonly committed?: string
  /** Complete by default. */
  readonly completeness?: IngestPlan['completeness']
  /** True by default. */
  readonly loadsAtStart?: boolean
}

/**
 * The source of an instance that is one table of the general form, described under `table` in its
 * `instance.json`: the file `table` of the catalogue, or a committed one.
 */
export function tableSource(described: Described, options: TableOptions = {}): SourceKind {
  const { completeness = 'complete', loadsAtStart = true, committed } = options
  return publishedSource({
    name: described.id,
    summary: described.summary,
    downloads: false,
    loadsAtStart,
    async open(_, context) {
      const opened = (path: string) =>
        describedTables({ path, described, completeness }, context).then(
          (source) => ({ status: 'found', source }) as const,
        )
      if (committed !== undefined) return opened(join(described.folder, committed))
      const located = await locate(filesOf(described, ['table']).table, context.places)
      return located.status === 'absent' ? located : opened(located.local.path)
    },
  })
}
