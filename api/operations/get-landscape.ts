import { z } from 'zod'
import { openLandscape } from './landscapes.ts'
import { operation } from './operation.ts'
import {
  describedEntry,
  FOOTPRINT_KEYS,
  FootprintEntryAnswer,
  landscapeAnswered,
  landscapeSelection,
  Operator,
} from './schemas/landscape.ts'

const Architectures = z.int().min(0).nullable()

export const getLandscape = operation({
  name: 'getLandscape',
  method: 'GET',
  path: '/v1/instances/{instance}/landscape',
  summary: 'Get the landscape footprint of an instance',
  description:
    'How rugged, how neutral and how rich in local optima the fitness landscape of a measure is. Every entry is computed exactly, on all architectures that have a value.',
  input: z.strictObject({ ...landscapeSelection, operator: Operator }),
  output: z.strictObject({
    ...landscapeAnswered,
    architectures: z
      .strictObject({
        measured: Architectures.meta({
          description: 'Measured architectures; null where fewer than 1,000 were measured',
        }),
        predicted: Architectures.meta({
          description: 'Predicted architectures; null where the measure is not predicted',
        }),
      })
      .meta({ description: 'How many architectures have a value, by source' }),
    entries: z.array(FootprintEntryAnswer).meta({ description: 'In the order of docs/landscape' }),
  }),
  reads: 'landscapes',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'],
  examples: [
    {
      title: 'Validation accuracy, one edit apart',
      input: { instance: 'so2sat-lcz42', measure: 'validationAccuracy' },
    },
  ],
  handle: async (context, { operator, ...request }) => {
    const { landscape, answered } = await openLandscape(context, request, operator)
    const { measured, predicted } = landscape
    return {
      ...answered,
      architectures: {
        measured: measured?.architectures ?? null,
        predicted: predicted?.architectures ?? null,
      },
      entries: FOOTPRINT_KEYS.map((key) => ({
        ...describedEntry(key),
        measured: measured?.footprint[key] ?? null,
        predicted: predicted?.footprint[key] ?? null,
      })),
    }
  },
})
