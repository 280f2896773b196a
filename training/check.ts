import { kendallTau } from '../fitness/kendall-tau.ts'
import { measureName } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Check } from '../surrogate/card.ts'
import { digestOf } from '../surrogate/card-files.ts'
import { CheckError } from './check-error.ts'
import { marginalFigures, type PredictedColumn } from './evaluation/marginal-check.ts'
import { coverage } from './evaluation/metrics/coverage.ts'
import { meanAbsoluteError, rSquared } from './evaluation/metrics/errors.ts'
import { readTable } from './read-table.ts'
import { meanOf } from './targets.ts'
import { type MeasureRuns, runsAt, type TrainingSet } from './training-set.ts'

/** Fewer values say nothing of a model. */
const VALUES_MIN = 10

function columnOf(
  predictions: readonly PredictionTable[],
  { epochs, measure }: { readonly epochs: number; readonly measure: string },
): PredictedColumn | null {
  const table = predictions.find((one) => one.epochs === epochs)
  const at = table?.measures.findIndex((one) => measureName(one) === measure) ?? -1
  const [means, standardDeviations] = [table?.means[at], table?.standardDeviations[at]]
  return means && standardDeviations ? { means, standardDeviations } : null
}

/**
 * The predictions beside evaluations of other architectures than those that a measure was trained on.
 * @param trained sets that the model was trained on
 * @param others sets with the evaluations
 */
export function independentChecks(
  predictions: readonly PredictionTable[],
  trained: readonly TrainingSet[],
  { name, sets: others }: { readonly name: string; readonly sets: readonly TrainingSet[] },
): Check[] {
  return others.flatMap((set) =>
    set.measures.flatMap((each, at): Check[] => {
      const measure = measureName(each)
      const column = columnOf(predictions, { epochs: set.epochs, measure })
      if (column === null) return []
      const seen = trainedOn(trained, { epochs: set.epochs, measure })
      const rows = [...set.architectureIds.keys()].filter(
        (row) =>
          !seen.has(set.architectureIds[row] as number) &&
          runsAt(set.runs[at] as MeasureRuns, row).length > 0,
      )
      if (rows.length < VALUES_MIN) return []
      const runs = rows.map((row) => runsAt(set.runs[at] as MeasureRuns, row))
      const ids = rows.map((row) => set.architectureIds[row] as number)
      const truth = runs.map(meanOf)
      const means = ids.map((id) => column.means[id] as number)
      const ofRuns = (of: Float32Array) =>
        ids.flatMap((id, row) => Array.from(runs[row] ?? [], () => of[id] as number))
      const intervals = {
        means: ofRuns(column.means),
        standardDeviations: ofRuns(column.standardDeviations),
      }
      const single = runs.flatMap((values) => [...values])
      const figures = {
        tau: kendallTau(truth, means),
        rSquared: rSquared(truth, means),
        meanAbsoluteError: meanAbsoluteError(truth, means),
        coverage80: coverage(single, intervals, 80),
        coverage95: coverage(single, intervals, 95),
      }
      const source = { name, sha256: null }
      const { epochs } = set
      return [{ kind: 'independent', epochs, measure, values: rows.length, source, figures }]
    }),
  )
}

function trainedOn(
  sets: readonly TrainingSet[],
  { epochs, measure }: { readonly epochs: number; readonly measure: string },
): Set<number> {
  const set = sets.find((one) => one.epochs === epochs)
  const at = set?.measures.findIndex((one) => measureName(one) === measure) ?? -1
  const values = set?.values[at]
  const ids = [...(set?.architectureIds ?? [])]
  return new Set(ids.filter((_, row) => values !== undefined && !Number.isNaN(values[row])))
}

/**
 * The predictions of all architectures beside the columns of a CSV table of values without architectures.
 * @param columns column of the table by measure
 * @throws CheckError where the table lacks a column or a measure is not predicted
 */
export async function marginalChecks(
  predictions: readonly PredictionTable[],
  path: string,
  { epochs, columns }: { readonly epochs: number; readonly columns: ReadonlyMap<string, string> },
): Promise<Check[]> {
  const { bytes, rows } = await readTable(path)
  const name = path.split('/').at(-1) as string
  return [...columns].map(([measure, column]) => {
    const predicted = columnOf(predictions, { epochs, measure })
    if (predicted === null) {
      throw new CheckError(`${measure} at ${epochs} epochs is not predicted; leave it out.`)
    }
    const values = rows.map((row) => Number(row[column] || Number.NaN)).filter(Number.isFinite)
    if (values.length < VALUES_MIN) {
      const known = Object.keys(rows[0] ?? {}).filter((title) => title !== '')
      throw new CheckError(
        `${name} has ${values.length} numbers in column "${column}"; ${VALUES_MIN} are needed. Its columns are: ${known.join(', ')}.`,
      )
    }
    const figures = marginalFigures(values, predicted)
    const source = { name, sha256: digestOf(bytes) }
    return { kind: 'marginal', epochs, measure, values: values.length, source, figures }
  })
}
