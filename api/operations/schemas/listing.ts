import { z } from 'zod'
import { Condition } from '../../../fitness/condition.ts'
import { OBJECTIVES_MAX, OBJECTIVES_MIN } from '../../../fitness/pareto.ts'
import { fitnessSelection, InstanceId } from './fitness.ts'

const CONDITIONS_MAX = 32

const { epochs, source, world, halfway, deviation } = fitnessSelection

/** Which rows are looked at: an instance, a budget, a source, and conditions that all must hold. */
export const rowSelection = {
  instance: InstanceId,
  epochs,
  source,
  world,
  run: z.literal('mean').default('mean').meta({ description: 'Always the mean of the runs' }),
  halfway,
  where: z
    .array(Condition)
    .max(CONDITIONS_MAX)
    .default([])
    .meta({
      description:
        'Conditions; all must hold. Repeat the parameter or separate conditions with commas. A missing value meets no condition',
      example: ['latencyMs<=12', 'validationAccuracy>=0.6'],
    }),
}
export type RowSelectionInput = z.output<z.ZodObject<typeof rowSelection>>

/** The same where answers are listed. */
export const listedSelection = { ...rowSelection, deviation }
export type ListedSelectionInput = z.output<z.ZodObject<typeof listedSelection>>

const KEY = '[a-z][A-Za-z0-9]{0,80}'

/** A measure of an instance, by its name. */
export const MeasureKey = z
  .string()
  .regex(new RegExp(`^${KEY}$`), 'The name of a measure, for example latencyMs')

/** A measure of the instance or another number of an answer, by its name. */
export const ColumnKey = MeasureKey.meta({
  description:
    'Split and metric, for example validationAccuracy (short for validationOverallAccuracy); a metric without splits, for example latencyMs; trainableParameters, macs, nearestMeasured (0 where it was measured), architectureId, vertices, edges, conv3x3, conv1x1 or maxpool3x3',
  example: 'latencyMs',
})

/** A name for ascending order, with a minus before it for descending. */
export const SortKey = z
  .string()
  .regex(new RegExp(`^-?${KEY}$`), 'The name of a measure. With - before it, greatest first')
  .default('architectureId')
  .meta({
    description:
      'Name of a measure, ascending; with - before it, descending. Missing values come last. Ties are in the order of the architecture ids',
    example: '-validationAccuracy',
  })

const LISTED_MAX = 1000
export const LISTED_DEFAULT = 100

export const Limit = z
  .int()
  .min(1)
  .max(LISTED_MAX)
  .optional()
  .meta({
    description: `Results a page, at most ${LISTED_MAX}; without it ${LISTED_DEFAULT}, and of NDJSON all`,
    example: LISTED_DEFAULT,
  })

export const Cursor = z.string().max(300).optional().meta({
  description: '`next` of the page before. Keep all other parameters of that request',
})

const ObjectiveKeys = z.array(ColumnKey).max(OBJECTIVES_MAX).default([])

/** What a Pareto front weighs against each other. */
export const objectives = {
  minimize: ObjectiveKeys.meta({
    description: `Names of measures to minimize; several are given several times or with commas. With those to maximize ${OBJECTIVES_MIN} to ${OBJECTIVES_MAX}, each once`,
    example: ['latencyMs'],
  }),
  maximize: ObjectiveKeys.meta({
    description: 'Names of measures to maximize',
    example: ['testAccuracy'],
  }),
}

const FRONT_MAX = 10_000

export const FrontLimit = z.int().min(1).max(FRONT_MAX).default(LISTED_MAX).meta({
  description: 'Maximum number of results, in the order of the first objective',
  example: LISTED_MAX,
})
