import { z } from 'zod'

const noise = z.number().min(0)
const value = z.number()
const runs = z
  .int()
  .min(1)
  .meta({ description: 'Runs of an architecture in the data; the mean of runs is of so many' })

const common = {
  least: value.meta({ description: 'No run is predicted below this value' }),
  most: value.meta({ description: 'No run is predicted above this value' }),
  runs,
}

/**
 * The family of a measure's predictive distribution. With the mean and the standard deviation of an
 * architecture it says all: both are moments of one run, inside of `least` and `most`.
 */
export const Distribution = z.discriminatedUnion('family', [
  z.strictObject({
    family: z.literal('normal'),
    noise: noise.meta({
      description: 'Standard deviation between runs, in the unit of the metric',
    }),
    ...common,
  }),
  z.strictObject({
    family: z.literal('log-normal').meta({ description: 'Of the distance from `bound`' }),
    side: z.enum(['above', 'below']).meta({ description: 'Where the values lie from `bound`' }),
    bound: value.meta({ description: 'In the unit of the metric' }),
    noise: noise.meta({ description: 'Standard deviation between runs of the log distance' }),
    ...common,
  }),
])
export type Distribution = z.infer<typeof Distribution>

/** A measure that a surrogate was trained for and does not predict. */
export const Withheld = z.strictObject({
  epochs: z.int().min(1).meta({ description: 'Training budget' }),
  measure: z.string().min(1).meta({ description: 'Name of the measure' }),
  reason: z.string().min(1).meta({ description: 'Why it is not predicted' }),
})
export type Withheld = z.infer<typeof Withheld>
