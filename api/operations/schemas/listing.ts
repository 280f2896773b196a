import { z } from 'zod'
import { SPLITS } from '../../../fitness/instance.ts'
import { OBJECTIVES_MAX, OBJECTIVES_MIN } from '../../../fitness/pareto.ts'
import { STRUCTURE_KEYS } from '../../../fitness/structure-columns.ts'
import { fitnessSelection, InstanceId } from './fitness.ts'

const ACCURACIES = ['Accuracy', 'OverallAccuracy', 'AverageAccuracy', 'Kappa'] as const

type SplitKey = `${(typeof SPLITS)[number]}${(typeof ACCURACIES)[number]}`

const SPLIT_KEYS = SPLITS.flatMap((split) =>
  ACCURACIES.map((accuracy): SplitKey => `${split}${accuracy}`),
)

const SPLIT_TEXTS: { readonly [A in (typeof ACCURACIES)[number]]: string } = {
  Accuracy: 'overall accuracy, a fraction from 0 to 1',
  OverallAccuracy: 'overall accuracy, by its long name; a fraction from 0 to 1',
  AverageAccuracy: 'average accuracy, a fraction from 0 to 1',
  Kappa: "Cohen's kappa, from -1 to 1",
}

const NUMBER_TEXTS = {
  latencyMs: 'latency in milliseconds',
  trainingTimeS: 'training time in seconds',
  trainableParameters: 'trainable parameters',
  macs: 'multiply-accumulates of one forward pass on one image',
} as const
type NumberKey = keyof typeof NUMBER_TEXTS

const STRUCTURE_TEXTS: { readonly [Key in (typeof STRUCTURE_KEYS)[number]]: string } = {
  vertices: 'vertices, input and output included: 2 to 7',
  edges: 'edges: 1 to 9',
  conv3x3: '3x3 convolutions: 0 to 5',
  conv1x1: '1x1 convolutions: 0 to 5',
  maxpool3x3: '3x3 max poolings: 0 to 5',
}

/** What can be filtered by from and to. */
export const RANGE_KEYS: readonly RangeKey[] = [
  ...SPLIT_KEYS,
  ...(Object.keys(NUMBER_TEXTS) as NumberKey[]),
  ...STRUCTURE_KEYS,
]
export type RangeKey = SplitKey | NumberKey | (typeof STRUCTURE_KEYS)[number]

const textOf = (key: RangeKey): string => {
  const [, split, accuracy] = /^(train|validation|test)(.*)$/.exec(key) ?? []
  if (split !== undefined) return `${split} ${SPLIT_TEXTS[accuracy as 'Kappa']}`
  return { ...NUMBER_TEXTS, ...STRUCTURE_TEXTS }[key as NumberKey]
}

/** `minLatencyMs` of `latencyMs`. */
export function boundName<Key extends string>(
  bound: 'min' | 'max',
  key: Key,
): `${'min' | 'max'}${Capitalize<Key>}` {
  return `${bound}${key.charAt(0).toUpperCase()}${key.slice(1)}` as `min${Capitalize<Key>}`
}

type Bounds = {
  [Name in `${'min' | 'max'}${Capitalize<RangeKey>}`]: z.ZodOptional<z.ZodNumber>
}
type Counts = { [Key in (typeof STRUCTURE_KEYS)[number]]: z.ZodOptional<z.ZodInt> }

// Object.fromEntries loses the names; the two types above say them again.
const counts = Object.fromEntries(
  STRUCTURE_KEYS.map((key) => [
    key,
    z
      .int()
      .min(0)
      .optional()
      .meta({ description: `Exactly so many ${STRUCTURE_TEXTS[key]}` }),
  ]),
) as Counts
const bounds = Object.fromEntries(
  RANGE_KEYS.flatMap((key) =>
    (['min', 'max'] as const).map((bound) => [
      boundName(bound, key),
      z
        .number()
        .optional()
        .meta({ description: `${bound === 'min' ? 'At least' : 'At most'} this ${textOf(key)}` }),
    ]),
  ),
) as Bounds

const { epochs, source, halfway, deviation } = fitnessSelection

/** Which rows are looked at: an instance, a budget, a source, and bounds that all must hold. */
export const rowSelection = {
  instance: InstanceId,
  epochs,
  source,
  run: z.literal('mean').default('mean').meta({ description: 'Always the mean of the runs' }),
  halfway,
  ...counts,
  ...bounds,
  maxNearestMeasured: z.int().min(0).max(255).optional().meta({
    description:
      'At most so many graph edits from a prediction to what the surrogate was trained on; measured values pass',
  }),
}
export type RowSelectionInput = z.output<z.ZodObject<typeof rowSelection>>

/** The same where answers are listed. */
export const listedSelection = { ...rowSelection, deviation }
export type ListedSelectionInput = z.output<z.ZodObject<typeof listedSelection>>

const KEY = '[a-z][A-Za-z0-9]{0,80}'

/** A measure of the instance or another number of an answer, by its name. */
const ColumnKey = z
  .string()
  .regex(new RegExp(`^${KEY}$`), 'The name of a measure, for example latencyMs')
  .meta({
    description:
      'Split and metric, for example validationAccuracy (short for validationOverallAccuracy); a metric without splits, for example latencyMs; trainableParameters, macs, nearestMeasured (0 where it was measured), architectureId, vertices, edges, conv3x3, conv1x1 or maxpool3x3',
    example: 'latencyMs',
  })

/** A name for ascending order, with a minus before it for descending. */
export const SortKey = z
  .string()
  .regex(
    new RegExp(`^-?${KEY}$`),
    'The name of a measure, with - before it to begin at the greatest',
  )
  .default('architectureId')
  .meta({
    description:
      'Name of a measure, ascending, or with - before it descending. What is missing comes last both ways; ties are in the order of the architecture ids',
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
  description: '`next` of the page before, with everything else of that request as it was',
})

const ObjectiveKeys = z.array(ColumnKey).max(OBJECTIVES_MAX).default([])

/** What a Pareto front weighs against each other. */
export const objectives = {
  minimize: ObjectiveKeys.meta({
    description: `Names of measures to minimize; several are given several times or with commas. With those to maximize ${OBJECTIVES_MIN} to ${OBJECTIVES_MAX}, each once`,
    example: ['latencyMs'],
  }),
  maximize: ObjectiveKeys.meta({
    description: 'Names of measures to maximize, as those to minimize',
    example: ['testAccuracy'],
  }),
}

const FRONT_MAX = 10_000

export const FrontLimit = z
  .int()
  .min(1)
  .max(FRONT_MAX)
  .default(LISTED_MAX)
  .meta({ description: 'Most results; the first ones by the first objective', example: LISTED_MAX })
