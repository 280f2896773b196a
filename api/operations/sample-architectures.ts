import { z } from 'zod'
import { latinHypercubeSteps, sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { describeArchitecture, describedInSteps } from './describe-architecture.ts'
import { operation } from './operation.ts'
import { ARCHITECTURES_MAX, Architecture } from './schemas/architecture.ts'
import { Seed } from './schemas/fitness.ts'

function* sampleSteps(
  space: Space,
  { count, seed, method }: { count: number; seed: number; method: 'random' | 'latin-hypercube' },
) {
  const ids =
    method === 'random'
      ? sampleUniform(space, count, seed)
      : yield* latinHypercubeSteps(space, count, seed)
  return yield* describedInSteps(ids, (architectureId) =>
    describeArchitecture(space, { architectureId, pruned: false }),
  )
}

export const sampleArchitectures = operation({
  name: 'sampleArchitectures',
  method: 'GET',
  path: '/v1/architectures/sample',
  summary: 'Sample architectures',
  description: 'The same count, seed and method give the same sample on every machine.',
  input: z.strictObject({
    count: z.int().min(1).max(ARCHITECTURES_MAX).default(10).meta({ description: 'How many' }),
    seed: Seed,
    method: z.enum(['random', 'latin-hypercube']).default('random').meta({
      description: 'random: uniform over the architectures; latin-hypercube: spread over the space',
    }),
  }),
  output: z.strictObject({ results: z.array(Architecture) }),
  reads: 'space',
  errors: [],
  examples: [{ title: 'Two at random', input: { count: 2, seed: 1 } }],
  architectures: ({ count }) => count,
  processorMs: ({ count, method }) =>
    method === 'random' ? count / 50 : Math.round(count / 20 + (count / 360) ** 2),
  handle: function* ({ space }, input) {
    return { results: yield* sampleSteps(space, input) }
  },
})
