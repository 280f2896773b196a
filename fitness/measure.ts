import type { Instance, Split } from './instance.ts'

/** One number of an evaluation: a metric on a split, at the end or halfway through training. */
export interface Measure {
  readonly metric: string
  readonly split: Split | null
  readonly halfway: boolean
}

/** The measures of an instance in the fixed order in which an evaluation holds its values. */
export function measuresOf(instance: Pick<Instance, 'metrics'>): Measure[] {
  const measures = (halfway: boolean) =>
    instance.metrics
      .filter((metric) => !halfway || metric.halfway === true)
      .flatMap(({ name, splits }): Measure[] =>
        splits.length === 0
          ? [{ metric: name, split: null, halfway }]
          : splits.map((split) => ({ metric: name, split, halfway })),
      )
  return [...measures(false), ...measures(true)]
}

/** `overallAccuracy.validation`, `latencyMs`, `halfway.trainingTimeS`. */
export function measureName({ metric, split, halfway }: Measure): string {
  return `${halfway ? 'halfway.' : ''}${metric}${split === null ? '' : `.${split}`}`
}

/** `validationOverallAccuracy`, `latencyMs`: a measure as filters and sort orders name it. */
export function measureKey({ metric, split }: Pick<Measure, 'metric' | 'split'>): string {
  return split === null ? metric : `${split}${metric.charAt(0).toUpperCase()}${metric.slice(1)}`
}

const SHORT = /^(train|validation|test)Accuracy$/

/** `validationAccuracy` is short for `validationOverallAccuracy`; any other key stays as it is. */
export function fullMeasureKey(key: string): string {
  return key.replace(SHORT, '$1OverallAccuracy')
}
