import { z } from 'zod'
import { SPLITS, UNITS } from '../../../fitness/instance.ts'

const SourceStatistics = z
  .strictObject({
    count: z.int().min(0).meta({ description: 'Architectures with a value' }),
    missing: z.int().min(0).meta({ description: 'Architectures without' }),
    min: z.number().nullable().meta({ description: 'Null, as all below, where count is 0' }),
    max: z.number().nullable().meta({ description: 'Greatest value' }),
    mean: z.number().nullable().meta({ description: 'Arithmetic mean' }),
    standardDeviation: z.number().nullable().meta({ description: 'With n - 1; null of one value' }),
    quantiles: z
      .array(
        z.strictObject({
          probability: z.number().meta({ description: 'From 0 to 1' }),
          value: z.number().meta({ description: 'That so many values do not pass' }),
        }),
      )
      .meta({ description: 'Linear between the two values beside it (type 7)' }),
    histogram: z
      .strictObject({
        edges: z.array(z.number()).meta({ description: 'One more than counts, ascending' }),
        counts: z.array(z.int().min(0)).meta({
          description:
            'Values from an edge to below the next; the last bin holds its upper edge too',
        }),
      })
      .nullable()
      .meta({ description: 'Bins of equal width; one bin where all values are equal' }),
  })
  .meta({ id: 'SourceStatistics', description: 'What one source says of one measure' })
export type SourceStatistics = z.infer<typeof SourceStatistics>

export const MeasureStatistics = z
  .strictObject({
    name: z.string().meta({
      description: 'As in sort and filters',
      example: 'validationOverallAccuracy',
    }),
    metric: z.string().meta({ description: 'As in answers', example: 'overallAccuracy' }),
    split: z.enum(SPLITS).nullable().meta({ description: 'Null where the metric has no splits' }),
    unit: z.enum([...UNITS, 'count']).meta({ description: 'Of every value here' }),
    tabular: SourceStatistics.nullable().meta({
      description: 'Of the measured architectures; null with source surrogate',
    }),
    surrogate: SourceStatistics.nullable().meta({
      description:
        'Of the predictions: with source auto of architectures that were not measured, with source surrogate of all; null with source tabular',
    }),
  })
  .meta({ id: 'MeasureStatistics', description: 'How a measure is distributed, source by source' })
export type MeasureStatistics = z.infer<typeof MeasureStatistics>

export const Bins = z
  .int()
  .min(1)
  .max(200)
  .default(20)
  .meta({ description: 'Bins of the histograms', example: 20 })
