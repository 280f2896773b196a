import { z } from 'zod'
import { architectureIdOf, describeArchitecture } from './describe-architecture.ts'
import { operation } from './operation.ts'
import { Architecture, Complexity, ModuleHash } from './schemas/architecture.ts'

export const getArchitecture = operation({
  name: 'getArchitecture',
  method: 'GET',
  path: '/v1/architectures/{hash}',
  summary: 'Get one architecture',
  description:
    'The representative of a hash, with its trainable parameters and multiply-accumulates for the input of each instance.',
  input: z.strictObject({ hash: ModuleHash }),
  output: z
    .strictObject({
      ...Architecture.shape,
      complexity: z
        .record(z.string(), Complexity)
        .meta({ description: 'By instance, for its input and classes' }),
    })
    .meta({ id: 'ArchitectureWithComplexity' }),
  reads: 'space',
  errors: ['architecture_not_found'],
  examples: [{ title: 'By its hash', input: { hash: 'fb150c15ea56ec137175f9cc967397a9' } }],
  handle: ({ space, release }, { hash }) => {
    const architectureId = architectureIdOf(space, hash)
    return {
      ...describeArchitecture(space, { architectureId, pruned: false }),
      complexity: Object.fromEntries(
        [...release.instances].map(([id, { complexity }]) => [id, complexity.of(architectureId)]),
      ),
    }
  },
})
