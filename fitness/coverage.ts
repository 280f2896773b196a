import type { EvaluationTable } from './evaluation-table.ts'
import type { PredictionTable } from './prediction-table.ts'

/** What there is of an instance, over all of its budgets. */
export interface Coverage {
  /** Budgets with evaluations or predictions, ascending. */
  readonly epochs: readonly number[]
  /** Most runs that any architecture has at any budget. */
  readonly runs: number
  /** Architectures with a row at any budget. */
  readonly tabular: number
}

/** @param size number of architectures of the space */
export function coverageOf(
  tables: readonly EvaluationTable[],
  predictions: readonly Pick<PredictionTable, 'epochs'>[],
  size: number,
): Coverage {
  const measured = new Uint8Array(size)
  let tabular = 0
  let runs = 0
  for (const { architectureIds, runStarts } of tables) {
    for (const [row, id] of architectureIds.entries()) {
      tabular += 1 - (measured[id] as number)
      measured[id] = 1
      runs = Math.max(runs, (runStarts[row + 1] as number) - (runStarts[row] as number))
    }
  }
  const epochs = new Set([...tables, ...predictions].map((table) => table.epochs))
  return {
    epochs: [...epochs].sort((left, right) => left - right),
    runs,
    tabular,
  }
}
