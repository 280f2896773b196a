import type { DistanceCoverage } from '../../surrogate/card.ts'
import type { Predicted } from './figures.ts'
import { coverage } from './metrics/coverage.ts'
import { meanAbsoluteError } from './metrics/errors.ts'

/** The last stands for itself and more. */
const DISTANCES = [1, 2, 3]

/** How predictions and their intervals hold at each distance from what was trained on; all repeats together. */
export function byDistance(repeats: readonly Predicted[]): DistanceCoverage[] {
  const last = DISTANCES.at(-1)
  return DISTANCES.flatMap((distance) => {
    const truth: number[] = []
    const singleRuns: number[] = []
    const means: number[] = []
    const standardDeviations: number[] = []
    for (const predicted of repeats) {
      if (predicted.standardDeviations === null) return []
      for (const [row, own] of predicted.distances.entries()) {
        if (distance === last ? own < distance : own !== distance) continue
        truth.push(predicted.truth[row] as number)
        singleRuns.push(predicted.singleRuns[row] as number)
        means.push(predicted.means[row] as number)
        standardDeviations.push(predicted.standardDeviations[row] as number)
      }
    }
    const coverage80 = coverage(singleRuns, { means, standardDeviations }, 80)
    if (coverage80 === null) return []
    const error = meanAbsoluteError(Float64Array.from(truth), Float64Array.from(means))
    return [{ distance, architectures: truth.length, coverage80, meanAbsoluteError: error ?? 0 }]
  })
}
