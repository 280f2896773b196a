import { z } from 'zod'
import { describeArchitecture, describedInSteps } from './describe-architecture.ts'
import { locate } from './locate.ts'
import { operation } from './operation.ts'
import { Architecture, ArchitectureReferences } from './schemas/architecture.ts'
import { ItemError } from './schemas/item-error.ts'

export const resolveArchitectures = operation({
  name: 'resolveArchitectures',
  method: 'POST',
  path: '/v1/architectures/resolve',
  summary: 'Resolve architectures to their hash, id and representative',
  description:
    'Prunes each matrix and finds its architecture; any isomorphic form gives the same answer. Answers are in order, and a bad item has an error of its own.',
  input: z.strictObject({ architectures: ArchitectureReferences }),
  output: z.strictObject({ results: z.array(z.union([Architecture, ItemError])) }),
  reads: 'space',
  errors: [],
  examples: [
    {
      title: 'A matrix with a vertex that is pruned',
      input: {
        architectures: [
          {
            matrix: [
              [0, 1, 1, 0],
              [0, 0, 0, 1],
              [0, 0, 0, 0],
              [0, 0, 0, 0],
            ],
            operations: ['input', 'conv3x3-bn-relu', 'maxpool3x3', 'output'],
          },
        ],
      },
    },
  ],
  architectures: ({ architectures }) => architectures.length,
  processorMs: ({ architectures }) => architectures.length / 50,
  handle: function* ({ space }, { architectures }) {
    const steps = describedInSteps<unknown, Architecture | ItemError>(architectures, (item) => {
      const located = locate(space, item)
      return 'error' in located ? located : describeArchitecture(space, located)
    })
    return { results: yield* steps }
  },
})
