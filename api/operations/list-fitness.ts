import { z } from 'zod'
import { listRows, streamRows } from './listing/list-rows.ts'
import { operation } from './operation.ts'
import { preparing } from './prepare-world.ts'
import { FitnessResult, fitnessAnswered } from './schemas/fitness.ts'
import { Cursor, LISTED_DEFAULT, Limit, listedSelection, SortKey } from './schemas/listing.ts'

export const listFitness = operation({
  name: 'listFitness',
  method: 'GET',
  path: '/v1/instances/{instance}/architectures',
  summary: 'List the fitness of all architectures on an instance',
  description:
    'Every architecture that has an answer, filtered and sorted by any measure, page by page. With Accept: application/x-ndjson all of them at once, one a line.',
  input: z.strictObject({ ...listedSelection, sort: SortKey, limit: Limit, cursor: Cursor }),
  output: z.strictObject({
    ...fitnessAnswered,
    results: z.array(FitnessResult),
    next: z.string().nullable().meta({
      description: 'Cursor of the next page, null on the last; also in the Link header',
    }),
  }),
  reads: 'fitness',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'The most accurate of the fast ones',
      input: {
        instance: 'so2sat-lcz42',
        sort: '-validationAccuracy',
        where: ['latencyMs<=10', 'trainAccuracy>=0.6'],
        limit: 10,
      },
    },
    {
      title: 'What was measured, by its parameters',
      input: { instance: 'so2sat-lcz42', source: 'tabular', sort: 'trainableParameters', limit: 2 },
    },
  ],
  architectures: ({ limit }) => limit ?? LISTED_DEFAULT,
  processorMs: () => 20,
  prepare: preparing(true),
  handle: listRows,
  stream: streamRows,
})
