import { z } from 'zod'
import { Instance as InstanceDescriptor } from '../../fitness/instance.ts'

const { id, title, dataset, sensor, input, classes, protocol, metrics, citation } =
  InstanceDescriptor.shape

/** One benchmark problem and what the release holds of it. */
export const Instance = z
  .strictObject({
    id,
    title,
    dataset,
    sensor,
    input,
    classes,
    protocol,
    epochs: z
      .array(z.int().min(1))
      .meta({ description: 'Training budgets with measurements or predictions, ascending' }),
    runs: z.int().min(0).meta({ description: 'Most runs of an architecture at one budget' }),
    metrics,
    architectures: z
      .strictObject({
        tabular: z.int().min(0).meta({ description: 'Measured at any budget' }),
        surrogate: z.int().min(0).meta({
          description: 'Only predicted: the others where there is a surrogate, else 0',
        }),
        total: z.int().min(0).meta({ description: 'All of the space: 423,624' }),
      })
      .meta({ description: 'How many have an answer' }),
    surrogate: z.string().nullable().meta({
      description: 'Id of the surrogate that predicts this instance, null where none does',
      example: 'so2sat-lcz42-1',
    }),
    completeness: z.enum(['complete', 'partial', 'none']).meta({
      description:
        'Whether everything that was published is loaded, a part of it, or nothing: then every answer is a prediction',
    }),
    sources: z
      .array(
        z.strictObject({
          title: z.string().meta({ description: 'Title of the source' }),
          url: z
            .string()
            .nullable()
            .meta({ description: 'Where the file is published; null where it is not' }),
          licence: z.string().meta({ description: 'Licence of the source' }),
          sha256: z.string().meta({ description: 'Of the file that was loaded, hexadecimal' }),
          name: z.string().meta({ description: 'Name of the file' }),
          sizeBytes: z.int().min(0).meta({ description: 'Of the file' }),
        }),
      )
      .meta({ description: 'The files that the measured values come from' }),
    citation,
  })
  .meta({ id: 'Instance', description: 'One benchmark problem' })
export type Instance = z.infer<typeof Instance>
