import type { Measure } from './measure.ts'

/** `validationOverallAccuracy`, `latencyMs`: a measure as filters and sort orders name it. */
export function measureKey({ metric, split }: Pick<Measure, 'metric' | 'split'>): string {
  return split === null ? metric : `${split}${metric.charAt(0).toUpperCase()}${metric.slice(1)}`
}

const SHORT = /^(train|validation|test)Accuracy$/

/** `validationAccuracy` is short for `validationOverallAccuracy`; any other key stays as it is. */
export function fullMeasureKey(key: string): string {
  return key.replace(SHORT, '$1OverallAccuracy')
}
