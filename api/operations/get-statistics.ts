import { z } from 'zod'
import { statisticsRows } from './listing/statistics-rows.ts'
import { operation } from './operation.ts'
import { preparing } from './prepare-world.ts'
import { fitnessAnswered } from './schemas/fitness.ts'
import { rowSelection } from './schemas/listing.ts'
import { Bins, MeasureStatistics } from './schemas/statistics.ts'

export const getStatistics = operation({
  name: 'getStatistics',
  method: 'GET',
  path: '/v1/instances/{instance}/statistics',
  summary: 'Get the distribution of each measure',
  description:
    'For each metric and split: how many values there are, their range, mean, standard deviation, quantiles and histogram; measured and predicted values apart.',
  input: z.strictObject({ ...rowSelection, bins: Bins }),
  output: z.strictObject({
    ...fitnessAnswered,
    architectures: z.strictObject({
      tabular: z.int().min(0).meta({ description: 'Measured ones that meet the conditions' }),
      surrogate: z.int().min(0).meta({ description: 'Predicted ones that meet the conditions' }),
    }),
    results: z.array(MeasureStatistics),
  }),
  reads: 'fitness',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'Measured values only, in five bins',
      input: { instance: 'so2sat-lcz42', source: 'tabular', bins: 5 },
    },
  ],
  processorMs: () => 700,
  prepare: preparing(true),
  handle: statisticsRows,
})
