import { z } from 'zod'
import { SPLITS, UNITS } from '../../../fitness/instance.ts'

const SourceStatistics = z
  .strictObject({
    count: z.int().min(0).meta({ description: 'Architectures with a value' }),
    missing: z.int().min(0).meta({ description: 'Architectures without' }),
    min: z
      .number()
      .nullable()
      .meta({ description: 'Least value. This and all fields below are null if count is 0' }),
    max: z.number().nullable().meta({ description: 'Greatest value' }),
    mean: z.number().nullable().meta({ description: 'Arithmetic mean' }),
    standardDeviation: z
      .number()
      .nullable()
      .meta({ description: 'Sample standard deviation (n - 1); null for one value' }),
    quantiles: z
      .array(
        z.strictObject({
          probability: z.number().meta({ description: 'From 0 to 1' }),
          value: z.number().meta({ description: 'This share of the values is not greater' }),
        }),
      )
      .meta({ description: 'Interpolated linearly (type 7)' }),
    histogram: z
      .strictObject({
        edges: z.array(z.number()).meta({ description: 'One more than counts, ascending' }),
        counts: z.array(z.int().min(0)).meta({
          description: 'A bin includes its lower edge; the last bin also includes its upper edge',
        }),
      })
      .nullable()
      .meta({ description: 'Bins of equal width; one bin if all values are equal' }),
  })
  .meta({ id: 'SourceStatistics', description: 'Distribution of one measure in one source' })
export type SourceStatistics = z.infer<typeof SourceStatistics>

export const MeasureStatistics = z
  .strictObject({
    name: z.string().meta({
      description: 'As in sort and filters',
      example: 'validationOverallAccuracy',
    }),
    metric: z.string().meta({ description: 'As in answers', example: 'overallAccuracy' }),
    split: z.enum(SPLITS).nullable().meta({ description: 'Null if the metric has no splits' }),
    unit: z.enum([...UNITS, 'count']).meta({ description: 'Of every value here' }),
    tabular: SourceStatistics.nullable().meta({
      description: 'Of the measured architectures; null with source surrogate',
    }),
    surrogate: SourceStatistics.nullable().meta({
      description:
        'Of the predictions. With source auto: of architectures that were not measured; with source surrogate: of all; with source tabular: null',
    }),
  })
  .meta({ id: 'MeasureStatistics', description: 'Distribution of a measure, by source' })
export type MeasureStatistics = z.infer<typeof MeasureStatistics>

export const Bins = z
  .int()
  .min(1)
  .max(200)
  .default(20)
  .meta({ description: 'Bins of the histograms', example: 20 })
