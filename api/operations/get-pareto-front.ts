import { z } from 'zod'
import { paretoRows } from './listing/pareto-rows.ts'
import { operation } from './operation.ts'
import { preparing } from './prepare-world.ts'
import { FitnessResult, fitnessAnswered } from './schemas/fitness.ts'
import { FrontLimit, listedSelection, objectives } from './schemas/listing.ts'

export const getParetoFront = operation({
  name: 'getParetoFront',
  method: 'GET',
  path: '/v1/instances/{instance}/pareto',
  summary: 'Get the Pareto front of an instance',
  description:
    'The Pareto front: all architectures that no other architecture dominates. Architectures that are equal in all objectives are on it together. An architecture without a value in some objective is left out.',
  input: z.strictObject({ ...listedSelection, ...objectives, limit: FrontLimit }),
  output: z.strictObject({
    ...fitnessAnswered,
    objectives: z.array(
      z.strictObject({
        name: z.string().meta({ description: 'Long name of the measure' }),
        direction: z.enum(['minimize', 'maximize']),
      }),
    ),
    compared: z.int().min(0).meta({ description: 'Architectures with all objectives' }),
    size: z
      .int()
      .min(0)
      .meta({ description: 'Architectures on the front, including those beyond the limit' }),
    results: z.array(FitnessResult).meta({
      description: 'Sorted by the first objective, best first, then by the next ones, then by id',
    }),
  }),
  reads: 'fitness',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'Latency against test accuracy',
      input: { instance: 'so2sat-lcz42', minimize: ['latencyMs'], maximize: ['testAccuracy'] },
    },
  ],
  architectures: ({ limit }) => limit,
  processorMs: () => 200,
  prepare: preparing(true),
  handle: paretoRows,
})
