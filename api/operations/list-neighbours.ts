import { z } from 'zod'
import { neighbours } from '../../space/neighbours.ts'
import { architectureIdOf, describeArchitecture } from './describe-architecture.ts'
import { operation } from './operation.ts'
import { Architecture, ModuleHash } from './schemas/architecture.ts'

export const listNeighbours = operation({
  name: 'listNeighbours',
  method: 'GET',
  path: '/v1/architectures/{hash}/neighbours',
  summary: 'List the neighbours of an architecture',
  description:
    'Architectures one edit of the graph away: an edge added or removed, or an operation changed, pruned, valid, distinct, itself left out.',
  input: z.strictObject({ hash: ModuleHash }),
  output: z.strictObject({ results: z.array(Architecture) }),
  reads: 'space',
  errors: ['architecture_not_found'],
  examples: [{ title: 'One edit away', input: { hash: 'fb150c15ea56ec137175f9cc967397a9' } }],
  handle: ({ space }, { hash }) => ({
    results: neighbours(space, architectureIdOf(space, hash)).map((architectureId) =>
      describeArchitecture(space, { architectureId, pruned: false }),
    ),
  }),
})
