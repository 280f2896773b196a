import type { Measure } from './measure.ts'

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`)

/**
 * What a measure is called as a column of a file: `overall_accuracy_validation`, `energy_k_wh`,
 * `halfway_training_time_s`. The column of its predictive standard deviation ends with `_sd`.
 */
export function columnName({ metric, split, halfway }: Measure): string {
  const final = split === null ? snakeCase(metric) : `${snakeCase(metric)}_${split}`
  return halfway ? `halfway_${final}` : final
}
