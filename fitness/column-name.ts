import type { Measure } from './measure.ts'

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`)

/** Columns of an instance's exported tables that hold no measure. */
export const FIXED_COLUMNS = {
  architectureId: 'architecture_id',
  hash: 'hash',
  epochs: 'epochs',
  run: 'run',
  runs: 'runs',
  source: 'source',
  trainableParameters: 'trainable_parameters',
  macs: 'macs',
  trainedForm: 'trained_form',
  nearestMeasured: 'nearest_measured',
} as const

/**
 * What a measure is called as a column of a file: `overall_accuracy_validation`, `energy_k_wh`,
 * `halfway_training_time_s`.
 */
export function columnName({ metric, split, halfway }: Measure): string {
  const final = split === null ? snakeCase(metric) : `${snakeCase(metric)}_${split}`
  return halfway ? `halfway_${final}` : final
}

/** The column of a measure's predictive standard deviation. */
export function deviationColumnName(measure: Measure): string {
  return `${columnName(measure)}_sd`
}
