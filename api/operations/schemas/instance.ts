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
    runs: z
      .int()
      .min(0)
      .meta({ description: 'Maximum number of runs of an architecture at one budget' }),
    metrics,
    architectures: z
      .strictObject({
        tabular: z.int().min(0).meta({ description: 'Measured at any budget' }),
        surrogate: z.int().min(0).meta({
          description: 'Answered only by the surrogate; 0 without one',
        }),
        total: z.int().min(0).meta({ description: 'All of the space: 423,624' }),
      })
      .meta({ description: 'Number of architectures with an answer' }),
    surrogate: z.string().nullable().meta({
      description: 'Id of the surrogate of this instance; null if there is none',
      example: 'so2sat-lcz42-1',
    }),
    withheld: z.array(Withheld).meta({
      description:
        'Measures that the surrogate does not predict although it was trained for them, with the reason. They are null in every prediction',
    }),
    completeness: z.enum(COMPLETENESS).meta({
      description:
        'complete: all published values are loaded; partial: a part of them; none: nothing is loaded, and every answer is a prediction',
    }),
    sources: z
      .array(SourceFile)
      .meta({ description: 'The files that the measured values come from' }),
    citation,
  })
  .meta({ id: 'Instance', description: 'One benchmark problem' })
export type Instance = z.infer<typeof Instance>
