import { z } from 'zod'

const count = z.int().min(0)
const share = z.number().min(0).max(1)
const ratio = z.number().nullable()

/** What was checked of worlds of one measure, by `npm run surrogate -- check-worlds`. */
export const WorldCheck = z.strictObject({
  epochs: z.int().min(1).meta({ description: 'Training budget' }),
  measure: z
    .string()
    .min(1)
    .meta({ description: 'Name of a measure', example: 'overallAccuracy.test' }),
  worlds: count.meta({ description: 'Worlds that were drawn' }),
  architectures: count.meta({
    description: 'Random architectures whose true values vary, of 1,000',
  }),
  meansWithin: share.meta({
    description: 'Share whose mean over worlds is within 3.3 standard errors of the served mean',
  }),
  deviationsWithin: share.meta({
    description:
      'Share whose standard deviation over worlds is within 3.3 standard errors of the served one of the truth',
  }),
  deviationRatios: z.tuple([ratio, ratio, ratio]).meta({
    description:
      'Mean ratio of both standard deviations at 0 to 1, 2, and 3 or more graph edits; null without any',
  }),
  covarianceError: z.number().min(0).meta({
    description:
      'Between 400 architectures: relative Frobenius error of the covariance over worlds, against the exact posterior’s',
  }),
  samplingError: z.number().min(0).meta({
    description: 'The error that as many exact draws are expected to have',
  }),
})
export type WorldCheck = z.infer<typeof WorldCheck>
