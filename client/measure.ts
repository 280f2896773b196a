import { type AnsweredMeasures, answeredMeasure } from '../fitness/answered-measure.ts'

import type { INSTANCE_METRICS } from './instance-metrics.ts'

type Metrics = typeof INSTANCE_METRICS
/** An instance that comes with the service. */
export type InstanceName = keyof Metrics

type Keys<Metric extends string, Splits extends readonly string[]> = Splits extends readonly []
  ? Metric
  : `${Splits[number]}${Capitalize<Metric>}`

/** `trainAccuracy` is short for `trainOverallAccuracy`. */
type WithShort<Key extends string> = Key extends `${infer Split}OverallAccuracy`
  ? Key | `${Split}Accuracy`
  : Key

type Measures<Instance extends InstanceName> = {
  [Metric in keyof Metrics[Instance] & string]: Metrics[Instance][Metric] extends readonly string[]
    ? WithShort<Keys<Metric, Metrics[Instance][Metric]>>
    : never
}[keyof Metrics[Instance] & string]

/** The measures of a built-in instance, as `sort` and `where` name them; of any other, any text. */
export type MeasureOf<Instance extends string> = Instance extends InstanceName
  ? Measures<Instance> | 'trainableParameters' | 'macs'
  : string

/** Any measure of the built-in instances. */
export type MeasureName = MeasureOf<InstanceName>

/**
 * One measure of an answer: `measure(answer, 'validationAccuracy')`. The compiler knows the measures of
 * the built-in instances. `measure<'so2sat-lcz42'>(answer, name)` allows only those of one instance, and
 * `measure<string>(answer, name)` any name of your own instance.
 * @returns null where the architecture has no value
 * @throws RangeError where the instance has no such measure
 */
export function measure<Instance extends string = InstanceName>(
  answer: AnsweredMeasures,
  name: MeasureOf<Instance>,
): number | null {
  const value = answeredMeasure(answer, name)
  if (value !== undefined) return value
  throw new RangeError(`There is no ${name}; there is ${Object.keys(answer.metrics).join(', ')}.`)
}
