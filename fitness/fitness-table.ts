import type { EvaluationTable } from './evaluation-table.ts'
import type { Instance } from './instance.ts'
import { measureName } from './measure.ts'
import { type MetricForm, type MetricShape, metricShape } from './metric-values.ts'
import type { Deviation } from './predictive.ts'

/** The evaluations of one instance at one budget, found by architecture id without a search. */
export interface FitnessTable {
  readonly epochs: number
  /** Architectures with at least one run. */
  readonly rows: number
  /** One per row, ascending. */
  readonly architectureIds: Uint32Array
  /** -1 where the architecture has no row. */
  rowOf(architectureId: number): number
  runsOf(row: number): number
  /** Form of the cell that this run trained; null where it is the representative. */
  formOf(row: number, run: number): number | null
  /** What one run measured, exactly as published. */
  valuesOf<Metrics>(row: number, run: number, selected: Selected<Metrics>): Metrics
  /** Means over the runs; of one run, its value to the last bit. */
  meansOf<Metrics>(row: number, selected: Selected<Metrics>): Metrics
  /**
   * By row what `meansOf` answers of one measure, NaN for null; undefined where the table lacks it.
   * @param measure as `measureName` names it
   */
  meanColumn(measure: string): ((row: number) => number) | undefined
  /** The same of `deviationsOf`, of a single run. */
  deviationColumn(measure: string): ((row: number) => number) | undefined
  /**
   * Sample standard deviations (n - 1) over the runs; null where fewer than two have a value. Of the
   * mean and of the truth it is the standard error: divided by the root of the number of runs.
   */
  deviationsOf<Metrics>(row: number, selected: Selected<Metrics>, deviation: Deviation): Metrics
}

/** Which values, and as what. */
export interface Selected<Metrics> {
  readonly halfway: boolean
  readonly form: MetricForm<Metrics>
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

function deviationIn(
  column: Column,
  from: number,
  to: number,
  deviation: Deviation,
): number | null {
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
  if (count < 2) return null
  const ofRun = Math.sqrt(squares / (count - 1))
  return deviation === 'run' ? ofRun : ofRun / Math.sqrt(count)
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
  const columnOf = (measure: string) =>
    table.values[table.measures.findIndex((one) => measureName(one) === measure)]
  const columns = { measures: table.measures, columns: table.values }
  const final: MetricShape<Column> = metricShape(instance, columns, false)
  const half: MetricShape<Column> = metricShape(instance, columns, true)
  return {
    epochs: table.epochs,
    rows: architectureIds.length,
    architectureIds,
    rowOf: (architectureId) => rowById[architectureId] ?? -1,
    runsOf,
    formOf: (row, run) => {
      const form = forms[start(row) + run] as number
      return Number.isNaN(form) ? null : form
    },
    valuesOf: (row, run, { halfway, form }) => {
      const at = start(row) + run
      return form(halfway ? half : final, (column) => mean(column, at, at + 1))
    },
    meansOf: (row, { halfway, form }) => {
      const [from, to] = [start(row), start(row + 1)]
      return form(halfway ? half : final, (column) => mean(column, from, to))
    },
    deviationsOf: (row, { halfway, form }, deviation) => {
      const [from, to] = [start(row), start(row + 1)]
      return form(halfway ? half : final, (column) => deviationIn(column, from, to, deviation))
    },
    meanColumn: (measure) => {
      const column = columnOf(measure)
      return column && ((row) => mean(column, start(row), start(row + 1)) ?? Number.NaN)
    },
    deviationColumn: (measure) => {
      const column = columnOf(measure)
      return (
        column && ((row) => deviationIn(column, start(row), start(row + 1), 'run') ?? Number.NaN)
      )
    },
  }
}
