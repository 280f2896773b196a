import { filesOf, type SourceOf } from '../../ingest/built-in.ts'
import { locateAll } from '../../ingest/source-files.ts'
import { publishedSource } from '../../ingest/source-kind.ts'
import { SO2SAT_FILES, so2satLcz42Source } from './published-files.ts'

export const sourceOf: SourceOf = (described) =>
  publishedSource({
    name: described.id,
    summary: described.summary,
    downloads: true,
    loadsAtStart: true,
    async open(_, context) {
      const located = await locateAll(filesOf(described, SO2SAT_FILES), context.places)
      if (located.status === 'absent') return located
      const { locals } = located
      return { status: 'found', source: so2satLcz42Source({ locals, described }, context) }
    },
  })
