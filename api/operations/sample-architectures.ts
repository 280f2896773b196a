import { z } from 'zod'
import { sampleLatinHypercube, sampleUniform } from '../../space/sample.ts'
import { describeArchitecture } from '../describe-architecture.ts'
import { operation } from '../operation.ts'
import { ARCHITECTURES_MAX, Architecture } from '../schemas/architecture.ts'
import { Seed } from '../schemas/fitness.ts'

const SAMPLES = { random: sampleUniform, 'latin-hypercube': sampleLatinHypercube } as const

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
  errors: [],
  examples: [{ title: 'Two at random', input: { count: 2, seed: 1 } }],
  handle: ({ space }, { count, seed, method }) => ({
    results: SAMPLES[method](space, count, seed).map((architectureId) =>
      describeArchitecture(space, { architectureId, pruned: false }),
    ),
  }),
})
