import { z } from 'zod'
import { EPOCHS_MAX, RUN_MAX } from '../../../fitness/evaluation-limits.ts'
import { SPLITS } from '../../../fitness/instance.ts'
import { DEVIATIONS } from '../../../fitness/predictive.ts'

export const InstanceId = z
  .string()
  .meta({ description: 'Id of an instance', example: 'so2sat-lcz42' })

export const Seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .default(0)
  .meta({ description: 'From 0 to 4,294,967,295. The same seed gives the same answer' })

/** Seed of a world. */
export const WorldSeed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .default(0)
  .meta({
    description:
      'Number of the world, from 0 to 4,294,967,295. The same number is the same world everywhere',
  })

/** Largest number of a run in a world; a table has fewer. */
const WORLD_RUN_MAX = 65_535

const RUN = 'Either mean, random, or the number of a run from 0'

/** The fields that choose among the values of an architecture. */
export const fitnessSelection = {
  epochs: z.int().min(1).max(EPOCHS_MAX).optional().meta({
    description: 'Training budget, at most 32,767. Default: the largest of the instance',
    example: 108,
  }),
  source: z.enum(['auto', 'tabular', 'surrogate', 'world']).default('auto').meta({
    description:
      'auto: the measured value if there is one, else the prediction; tabular: measured values only; surrogate: predictions only; world: one draw of all true values, a consistent landscape to search on',
  }),
  world: WorldSeed,
  run: z
    .union([z.enum(['mean', 'random']), z.int().min(0).max(WORLD_RUN_MAX)], RUN)
    .default('mean')
    .meta({
      description: `${RUN}; random takes the run that seed draws, or draws from the prediction. In a world mean is the true value, and a number adds the noise of that run. The numbers of a table end at ${RUN_MAX.toLocaleString('en-GB')} at most, those of a world at 65,535`,
    }),
  seed: Seed,
  halfway: z.boolean().default(false).meta({
    description: 'Ask for the values after half of the epochs, if the instance has them',
  }),
  deviation: z.enum(DEVIATIONS).default('run').meta({
    description:
      'What standardDeviation describes: run, a single run; mean, the mean of the runs; truth, the expectation over runs',
  }),
}

const Value = z.number().nullable()

const bySplit = Object.fromEntries(SPLITS.map((split) => [split, Value.exactOptional()])) as {
  [Split in (typeof SPLITS)[number]]: z.ZodExactOptional<typeof Value>
}

export const MetricValues = z.record(z.string(), z.union([Value, z.strictObject(bySplit)])).meta({
  id: 'MetricValues',
  description:
    'By metric, then by split if the metric has splits; null if this architecture has no value',
})

const fitness = {
  hash: z.string().meta({ description: 'Module hash: 32 lower-case hexadecimal digits' }),
  architectureId: z
    .int()
    .min(0)
    .meta({ description: 'Rank of the hash among all 423,624, from 0' }),
  source: z
    .enum(['tabular', 'surrogate', 'world'])
    .meta({ description: 'Measured, predicted, or of a world' }),
  run: z.union([z.enum(['mean', 'random']), z.int().min(0)]).meta({
    description: 'The run of the values; random: a draw of a surrogate or a world',
  }),
  runs: z.int().min(0).meta({ description: 'Measured runs; 0 for predictions and worlds' }),
  trainableParameters: z.int().min(0).meta({
    description:
      'With the input and classes of the instance. Of the trained cell; for predictions, of the representative',
  }),
  macs: z.int().min(0).meta({
    description: 'Multiply-accumulates of one forward pass on one image',
  }),
  metrics: MetricValues,
  standardDeviation: MetricValues.nullable().meta({
    description:
      'Measured: sample standard deviation (n - 1) over two or more runs, else null. Predicted: that of a single run. World: null. The parameter deviation asks for others',
  }),
  nearestMeasured: z.int().min(0).max(255).nullable().meta({
    description:
      'Graph edits to the nearest architecture that the surrogate was trained on at this budget. 0: this one; 255: no path of edits leads there. Null if the fitness was measured',
  }),
}

const answered = {
  release: z.string().meta({ description: 'Release that answered' }),
  instance: z.string().meta({ description: 'Instance of the request' }),
  epochs: z.int().min(1).meta({ description: 'Training budget of the values' }),
  halfway: z.literal(true).exactOptional().meta({ description: 'Present if the request has it' }),
  deviation: z
    .enum(['mean', 'truth'])
    .exactOptional()
    .meta({ description: 'Present if the request has it and it is not run' }),
  world: z.int().min(0).exactOptional().meta({ description: 'Present if the source is world' }),
}

export const FitnessResult = z.strictObject(fitness).meta({
  id: 'FitnessResult',
  description: 'The fitness of one architecture',
})

/** A result that says on its own what it is a result of. */
export const Fitness = z.strictObject({ ...answered, ...fitness }).meta({ id: 'Fitness' })

export const fitnessAnswered = answered
