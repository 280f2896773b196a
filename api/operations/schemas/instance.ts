import { z } from 'zod'
import { Withheld } from '../../../fitness/distribution.ts'
import { Instance as InstanceDescriptor } from '../../../fitness/instance.ts'
import { COMPLETENESS } from '../../../fitness/release.ts'
import { SourceFile } from '../../../fitness/source-file.ts'

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
    withheld: z.array(Withheld).meta({
      description:
        'Measures that the surrogate was trained for and does not predict, with the reason: they are null in every prediction',
    }),
    completeness: z.enum(COMPLETENESS).meta({
      description:
        'Whether everything that was published is loaded, a part of it, or nothing: then every answer is a prediction',
    }),
    sources: z
      .array(SourceFile)
      .meta({ description: 'The files that the measured values come from' }),
    citation,
  })
  .meta({ id: 'Instance', description: 'One benchmark problem' })
export type Instance = z.infer<typeof Instance>
