import { z } from 'zod'

const count = z.int().min(0)
const share = z.number().min(0).max(1)
const ratio = z.number().nullable()

const checked = {
  epochs: z.int().min(1).meta({ description: 'Training budget' }),
  measure: z
    .string()
    .min(1)
    .meta({ description: 'Name of a measure', example: 'overallAccuracy.test' }),
  worlds: count.meta({ description: 'Worlds that were drawn' }),
}

/** What was checked of worlds of one measure, by `npm run surrogate -- check-worlds`. */
export const WorldCheck = z.strictObject({
  ...checked,
  architectures: count.meta({
    description: 'Random architectures whose true values vary, of 1,000',
  }),
  meansWithin: share.meta({
    description:
      'Share whose mean over worlds is within 3.3 standard errors of the served mean, of log-normal measures on the logarithmic scale',
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

const held = z.strictObject({
  share: share.meta({ description: 'Share of the measured differences inside of the interval' }),
  interval: z.tuple([share, share]).exactOptional().meta({
    description:
      '95 % interval of the share by bootstrap over walks; cards of older models have none',
  }),
  width: z.number().min(0).meta({ description: 'Mean width of the interval' }),
})
const quantiles = (where: string) =>
  z
    .tuple([z.number(), z.number(), z.number()])
    .meta({ description: `Quantiles .05, .5 and .95 over worlds, ${where}` })

/** What was checked of worlds on walks, whose architectures lie next to each other. */
export const WalkCheck = z.strictObject({
  ...checked,
  walks: count.meta({ description: 'Walks' }),
  folds: count.meta({
    description:
      'Folds of whole walks; a walk is compared with worlds of a model trained without it',
  }),
  steps: count.meta({ description: 'Differences of two successive architectures of a walk' }),
  intervals: z
    .strictObject({
      worlds: held.meta({ description: 'In worlds' }),
      independent: held.meta({
        description: 'In draws that are independent between architectures',
      }),
      means: held.meta({ description: 'Of the means, with the noise of runs alone' }),
    })
    .meta({ description: '80 % intervals of the difference of two successive single runs' }),
  autocorrelation: z
    .strictObject({
      measured: z.number().meta({ description: 'Of the measured values' }),
      heldOut: quantiles('in runs of worlds that do not know the walk'),
      conditioned: quantiles('in runs of worlds that know the walk'),
    })
    .meta({ description: 'Mean over the walks of the autocorrelation at one step' }),
})
export type WalkCheck = z.infer<typeof WalkCheck>
