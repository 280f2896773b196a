import type { EvaluationTable } from './evaluation-table.ts'
import type { Instance } from './instance.ts'
import { measureName } from './measure.ts'
import {
  type MetricColumns,
  type MetricValues,
  metricColumns,
  metricValues,
} from './metric-values.ts'

/** The evaluations of one instance at one budget, found by architecture id without a search. */
export interface FitnessTable {
  readonly epochs: number
  /** Architectures with at least one run. */
  readonly rows: number
  /** One per row, ascending. */
  readonly architectureIds: Uint32Array
  /** Most runs that any architecture has. */
  readonly runsMax: number
  /** -1 where the architecture has no row. */
  rowOf(architectureId: number): number
  runsOf(row: number): number
  /** Form of the cell that this run trained; null where it is the representative. */
  formOf(row: number, run: number): number | null
  /** What one run measured, exactly as published. */
  valuesOf(row: number, run: number, halfway: boolean): MetricValues
  /** Means over the runs; of one run, its value to the last bit. */
  meansOf(row: number, halfway: boolean): MetricValues
  /**
   * By row what `meansOf` answers of one measure, NaN for null; undefined where the table lacks it.
   * @param measure as `measureName` names it
   */
  meanColumn(measure: string): ((row: number) => number) | undefined
  /** Sample standard deviations (n - 1) over the runs; null where fewer than two have a value. */
  deviationsOf(row: number, halfway: boolean): MetricValues
}

type Column = Float64Array | Float32Array

function mean(column: Column, from: number, to: number): number | null {
  let sum = 0
  let count = 0
  for (let at = from; at < to; at++) {
    const value = column[at] as number
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return count === 0 ? null : sum / count
}

function deviation(column: Column, from: number, to: number): number | null {
  const centre = mean(column, from, to)
  if (centre === null) return null
  let squares = 0
  let count = 0
  for (let at = from; at < to; at++) {
    const value = column[at] as number
    if (Number.isNaN(value)) continue
    squares += (value - centre) ** 2
    count++
  }
  return count < 2 ? null : Math.sqrt(squares / (count - 1))
}

type Statistic = (column: Column, from: number, to: number) => number | null

function valuesBy(
  statistic: Statistic,
  metrics: readonly MetricColumns<Column>[],
  runs: { readonly from: number; readonly to: number },
): MetricValues {
  return metricValues(metrics, (column) => statistic(column, runs.from, runs.to))
}

/**
 * Opens a table for look-ups: four bytes an architecture of the space; statistics are computed when
 * asked for. Measures that the table lacks, or that are NaN, come out as null.
 * @param size number of architectures of the space
 */
export function openFitnessTable(
  instance: Instance,
  table: EvaluationTable,
  size: number,
): FitnessTable {
  const { architectureIds, runStarts, forms } = table
  const rowById = new Int32Array(size).fill(-1)
  for (const [row, architectureId] of architectureIds.entries()) rowById[architectureId] = row
  const start = (row: number) => runStarts[row] as number
  const runsOf = (row: number) => start(row + 1) - start(row)
  let runsMax = 0
  for (let row = 0; row < architectureIds.length; row++) runsMax = Math.max(runsMax, runsOf(row))
  const columns = { measures: table.measures, columns: table.values }
  const final = metricColumns(instance, columns, false)
  const half = metricColumns(instance, columns, true)
  const by = (statistic: Statistic, row: number, halfway: boolean) =>
    valuesBy(statistic, halfway ? half : final, { from: start(row), to: start(row + 1) })
  return {
    epochs: table.epochs,
    rows: architectureIds.length,
    architectureIds,
    runsMax,
    rowOf: (architectureId) => rowById[architectureId] ?? -1,
    runsOf,
    formOf: (row, run) => {
      const form = forms[start(row) + run] as number
      return Number.isNaN(form) ? null : form
    },
    valuesOf: (row, run, halfway) => {
      const from = start(row) + run
      return valuesBy(mean, halfway ? half : final, { from, to: from + 1 })
    },
    meansOf: (row, halfway) => by(mean, row, halfway),
    meanColumn: (measure) => {
      const column = table.values[table.measures.findIndex((one) => measureName(one) === measure)]
      return column && ((row) => mean(column, start(row), start(row + 1)) ?? Number.NaN)
    },
    deviationsOf: (row, halfway) => by(deviation, row, halfway),
  }
}
