import { columnName } from '../fitness/column-name.ts'
import { measureName } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'

/**
 * Describes the predictions at each budget: with the columns of the table they give the whole
 * predictive distribution. Measures and correlations are in the same order.
 */
export function describedPredictions(tables: readonly PredictionTable[]) {
  return tables.map(({ epochs, measures, distributions, correlations }) => ({
    epochs,
    measures: measures.map((measure, at) => ({
      measure: measureName(measure),
      column: columnName(measure),
      distribution: distributions[at],
    })),
    correlations,
  }))
}
