import type { EvaluationTable } from './evaluation-table.ts'
import type { Instance, Split } from './instance.ts'
import { type Measure, measureName, measuresOf } from './measure.ts'

/** A value by split; null where it was not measured for this architecture. */
export type SplitValues = { [S in Split]?: number | null }

/** Values by metric: one number where the metric has no split. */
export type MetricValues = Record<string, number | null | SplitValues>

/** The evaluations of one instance at one budget, found by architecture id without a search. */
export interface FitnessTable {
  readonly epochs: number
  /** Architectures with at least one run. */
  readonly rows: number
  /** Most runs that any architecture has. */
  readonly runsMax: number
  /** Whether there is any measure halfway through training. */
  readonly hasHalfway: boolean
  /** -1 where the architecture has no row. */
  rowOf(architectureId: number): number
  runsOf(row: number): number
  /** Form of the cell that this run trained; null where it is the representative. */
  formOf(row: number, run: number): number | null
  /** What one run measured, exactly as published. */
  valuesOf(row: number, run: number, halfway: boolean): MetricValues
  /** Means over the runs; of one run, its value to the last bit. */
  meansOf(row: number, halfway: boolean): MetricValues
  /** Sample standard deviations (n - 1) over the runs; null where fewer than two have a value. */
  deviationsOf(row: number, halfway: boolean): MetricValues
}

type Column = Float64Array | Float32Array

interface MetricColumns {
  readonly metric: string
  readonly column: Column | undefined
  readonly splits: readonly (readonly [Split, Column | undefined])[] | null
}

function columnsOf(instance: Instance, table: EvaluationTable, halfway: boolean): MetricColumns[] {
  const columns = new Map(
    table.measures.map((measure, at) => [measureName(measure), table.values[at]]),
  )
  const columnOf = (measure: Measure) => columns.get(measureName(measure))
  const measures = measuresOf(instance).filter((measure) => measure.halfway === halfway)
  return [...new Set(measures.map(({ metric }) => metric))].map((metric) => {
    const own = measures.filter((measure) => measure.metric === metric)
    const splits = own.flatMap((measure) =>
      measure.split === null ? [] : [[measure.split, columnOf(measure)] as const],
    )
    const unsplit = own.find(({ split }) => split === null)
    return unsplit === undefined
      ? { metric, column: undefined, splits }
      : { metric, column: columnOf(unsplit), splits: null }
  })
}

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
  metrics: readonly MetricColumns[],
  runs: { readonly from: number; readonly to: number },
): MetricValues {
  const answer: MetricValues = {}
  const of = (column: Column | undefined) =>
    column === undefined ? null : statistic(column, runs.from, runs.to)
  for (const { metric, column, splits } of metrics) {
    if (splits === null) {
      answer[metric] = of(column)
      continue
    }
    const values: SplitValues = {}
    for (const [split, splitColumn] of splits) values[split] = of(splitColumn)
    answer[metric] = values
  }
  return answer
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
  const final = columnsOf(instance, table, false)
  const half = columnsOf(instance, table, true)
  const by = (statistic: Statistic, row: number, halfway: boolean) =>
    valuesBy(statistic, halfway ? half : final, { from: start(row), to: start(row + 1) })
  return {
    epochs: table.epochs,
    rows: architectureIds.length,
    runsMax,
    hasHalfway: half.length > 0,
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
    deviationsOf: (row, halfway) => by(deviation, row, halfway),
  }
}
