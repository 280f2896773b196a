import { z } from 'zod'
import {
  architectureIdOf,
  describeArchitecture,
  describedInSteps,
} from './describe-architecture.ts'
import { editGraph } from './landscape-access.ts'
import { readCursor, writeCursor } from './listing/cursor.ts'
import { operation } from './operation.ts'
import { runCooperatively } from './run-cooperatively.ts'
import { Architecture, ModuleHash } from './schemas/architecture.ts'
import { Cursor } from './schemas/listing.ts'

const NEIGHBOURS_MAX = 10_000
const NEIGHBOURS_DEFAULT = 1000

export const listNeighbours = operation({
  name: 'listNeighbours',
  method: 'GET',
  path: '/v1/architectures/{hash}/neighbours',
  summary: 'List the neighbours of an architecture',
  description:
    'Architectures one edit away. An edit adds or removes an edge, or changes an operation, in any isomorphic form; the result is pruned. Neighbours are neighbours in both directions. Most architectures have fewer than 30; a few of two or three vertices have thousands.',
  input: z.strictObject({
    hash: ModuleHash,
    limit: z
      .int()
      .min(1)
      .max(NEIGHBOURS_MAX)
      .default(NEIGHBOURS_DEFAULT)
      .meta({
        description: `Neighbours a page, at most ${NEIGHBOURS_MAX}`,
        example: NEIGHBOURS_DEFAULT,
      }),
    cursor: Cursor,
  }),
  output: z.strictObject({
    count: z.int().min(0).meta({ description: 'Neighbours, also beyond this page' }),
    results: z.array(Architecture).meta({ description: 'In the order of the architecture ids' }),
    next: z.string().nullable().meta({
      description: 'Cursor of the next page, null on the last; also in the Link header',
    }),
  }),
  reads: 'space',
  errors: ['architecture_not_found'],
  examples: [{ title: 'One edit away', input: { hash: 'fb150c15ea56ec137175f9cc967397a9' } }],
  architectures: ({ limit }) => limit,
  // Most architectures have few; whoever asks for more than by default knows of one that has many.
  processorMs: ({ limit }) => (limit <= NEIGHBOURS_DEFAULT ? 0 : limit / 50),
  handle: async (context, { hash, limit, cursor }) => {
    const { space, release } = context
    const architectureId = architectureIdOf(space, hash)
    const { offsets, neighbours } = await editGraph(context)
    const all = neighbours.subarray(offsets[architectureId], offsets[architectureId + 1])
    const place = { release: release.id, query: ['neighbours', hash] }
    const from = cursor === undefined ? 0 : readCursor(cursor, place, all.length)
    const next = from + limit
    const results = await runCooperatively(
      describedInSteps([...all.subarray(from, next)], (id) =>
        describeArchitecture(space, { architectureId: id, pruned: false }),
      ),
    )
    return {
      count: all.length,
      results,
      next: next < all.length ? writeCursor(place, next) : null,
    }
  },
})
