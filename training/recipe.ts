import { z } from 'zod'
import { type Instance, SPLITS, UNIT_RANGES } from '../fitness/instance.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import type { Transform } from './transform.ts'

const Limits = z
  .strictObject({
    /** Of which they are the limits; without it, at every budget. */
    epochs: z.int().min(1).optional(),
    splits: z.array(z.enum(SPLITS)).min(1),
    /** No value reaches it. */
    bound: z.number(),
    /** Lower values count as this one. */
    least: z.number(),
    /** Values nearer to the bound count as this far from it. */
    distanceMin: z.number().positive(),
  })
  .refine(({ bound, least }) => least < bound, 'least is not below bound')
type Limits = z.infer<typeof Limits>

/** The file `recipe.json` of a built-in instance: how its surrogate is trained. */
export const Recipe = z.strictObject({
  /** Instances whose evaluations it is trained on, in this order; its own by default. */
  data: z.array(z.string().min(1)).min(1).optional(),
  /** Measures that are predicted, by name (`overallAccuracy.test`); all by default. */
  predicts: z.array(z.string().min(1)).min(1).optional(),
  /**
   * Measures that gather below a limit. The logarithm of what is missing to it spreads the good ones,
   * and failed trainings are cut off, or they would weigh more than all others.
   */
  limits: z.array(Limits).default([]),
  /** What no count shows and a reader of the card must know. */
  limitations: z.array(z.string().min(1)).default([]),
})
export type Recipe = z.infer<typeof Recipe>

/** Of an instance that has no recipe. */
export const PLAIN_RECIPE: Recipe = Recipe.parse({})

/** The measures that the recipe predicts, in the order of the instance. @throws Error for no measure */
export function predictedOf(
  instance: Pick<Instance, 'metrics'>,
  { predicts }: Recipe,
): readonly Measure[] {
  const all = measuresOf(instance)
  const unknown = predicts?.find((name) => !all.some((measure) => measureName(measure) === name))
  if (unknown !== undefined) throw new Error(`The recipe predicts ${unknown}, which is no measure.`)
  return all.filter((measure) => predicts?.includes(measureName(measure)) ?? true)
}

/** Times, energies and the like are not predicted further than this factor beyond what was measured. */
const BEYOND = 4

interface Budget {
  readonly instance: Instance
  readonly recipe: Recipe
  readonly epochs: number
}

/**
 * The target of a measure: what has no upper limit (times, latencies, energies) in logarithms, the
 * rest as it is within the limits of its unit, or as the recipe says.
 * @param values that it is trained on
 */
export function transformOf(
  { instance, recipe, epochs }: Budget,
  measure: Measure,
  values: Float64Array,
): Transform {
  const unit = instance.metrics.find(({ name }) => name === measure.metric)?.unit
  if (unit === undefined) throw new Error(`${measure.metric} is no metric of ${instance.id}`)
  const [least, most] = UNIT_RANGES[unit]
  if (most === Number.POSITIVE_INFINITY) {
    const positive = values.filter((value) => value > 0)
    if (positive.length === 0) return { kind: 'identity', least: 0, most: 0 }
    const greatest = positive.reduce((max, value) => Math.max(max, value))
    const smallest = positive.reduce((min, value) => Math.min(min, value))
    const [distanceMin, distanceMax] = [smallest / BEYOND, greatest * BEYOND]
    return { kind: 'log', side: 'above', bound: 0, distanceMin, distanceMax }
  }
  const limits = limitsOf(recipe, epochs, measure)
  if (limits === undefined) return { kind: 'identity', least, most }
  const { bound, distanceMin } = limits
  const distanceMax = bound - limits.least
  return { kind: 'log', side: 'below', bound, distanceMin, distanceMax }
}

function limitsOf({ limits }: Recipe, epochs: number, { split }: Measure): Limits | undefined {
  if (split === null) return undefined
  return limits.find(
    (one) => one.splits.includes(split) && (one.epochs === undefined || one.epochs === epochs),
  )
}
