import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import { type Measure, measureName } from '../fitness/measure.ts'

/** What a surrogate is trained on at one budget: one row an architecture, means over its runs. */
export interface TrainingSet {
  readonly epochs: number
  readonly measures: readonly Measure[]
  /** One per row, distinct, ascending. */
  readonly architectureIds: Int32Array
  /** Sample group of each row (architectures that were sampled together), -1 for none. */
  readonly groups: Int32Array
  /** Per measure: mean over the runs of each row, NaN where it is missing. */
  readonly values: readonly Float64Array[]
  /** Per measure: the single runs that the means are of. */
  readonly runs: readonly MeasureRuns[]
}

/** All evaluations of an instance at one budget, with the sample group of each run (-1 for none). */
export interface TrainingTable {
  readonly table: EvaluationTable
  readonly groups: Int32Array
}

/** Architectures that a measure must have, or no surrogate is trained for it. */
export const TRAINING_ROWS_MIN = 20

/** Where the values of a measure at a budget are taken from. */
export interface TrainingOrigin {
  readonly epochs: number
  readonly measure: Measure
  /** Id of the instance whose evaluations they are. */
  readonly from: string
  readonly rows: number
}

export interface TrainingData {
  /** By epochs, ascending. */
  readonly sets: readonly TrainingSet[]
  readonly origins: readonly TrainingOrigin[]
}

/** Single runs of one measure, grouped by row of the training set: row r has starts[r] to starts[r+1]-1. */
export interface MeasureRuns {
  readonly starts: Uint32Array
  readonly values: Float64Array
}

/** The runs of one row; empty where the measure is missing. */
export function runsAt({ starts, values }: MeasureRuns, row: number): Float64Array {
  return values.subarray(starts[row], starts[row + 1])
}

export interface TrainingSource {
  readonly instance: string
  readonly tables: readonly TrainingTable[]
}

/**
 * One set a budget. For each measure the first source counts that has values of it (by name, at that
 * budget) for at least 20 architectures; a measure of fewer is left out, and a budget without any.
 * @param measures of the instance that is trained for, in its order
 */
export function trainingData(
  sources: readonly TrainingSource[],
  measures: readonly Measure[],
): TrainingData {
  const budgets = new Set(sources.flatMap(({ tables }) => tables.map(({ table }) => table.epochs)))
  const data = [...budgets]
    .sort((a, b) => a - b)
    .flatMap((epochs) => {
      const columns = measures.flatMap((measure) => {
        const column = firstColumn(sources, { epochs, measure })
        return column === null ? [] : [column]
      })
      return columns.length === 0 ? [] : [joined(epochs, columns)]
    })
  return {
    sets: data.map(({ set }) => set),
    origins: data.flatMap(({ origins }) => origins),
  }
}

/** The rows of a set, and of these the measures that enough of them have. */
export function subsetOf(set: TrainingSet, rows: Int32Array, rowsMin: number): TrainingSet {
  const taken = set.values.map((values) => Float64Array.from(rows, (row) => values[row] as number))
  const kept = taken.flatMap((values, at) => (measured(values) >= rowsMin ? [at] : []))
  return {
    epochs: set.epochs,
    measures: kept.map((at) => set.measures[at] as Measure),
    architectureIds: Int32Array.from(rows, (row) => set.architectureIds[row] as number),
    groups: Int32Array.from(rows, (row) => set.groups[row] as number),
    values: kept.map((at) => taken[at] as Float64Array),
    runs: kept.map((at) => joinedRuns(rows, (row) => runsAt(set.runs[at] as MeasureRuns, row))),
  }
}

/** How many of the values are there. */
export function measured(values: Float64Array): number {
  let count = 0
  for (const value of values) if (!Number.isNaN(value)) count++
  return count
}

interface Column {
  readonly measure: Measure
  readonly from: string
  /** Position of the source, so that groups of two sources are never the same group. */
  readonly source: number
  readonly tableAt: TrainingTable
  readonly values: Float64Array | Float32Array
  readonly rows: number
}

const GROUPS_PER_SOURCE = 32_768

function firstColumn(
  sources: readonly TrainingSource[],
  { epochs, measure }: { epochs: number; measure: Measure },
): Column | null {
  const name = measureName(measure)
  for (const [source, { instance, tables }] of sources.entries()) {
    const tableAt = tables.find(({ table }) => table.epochs === epochs)
    const at = tableAt?.table.measures.findIndex((other) => measureName(other) === name) ?? -1
    const values = tableAt?.table.values[at]
    if (tableAt === undefined || values === undefined) continue
    const rows = rowsWithValues(tableAt.table, values)
    if (rows >= TRAINING_ROWS_MIN) return { measure, from: instance, source, tableAt, values, rows }
  }
  return null
}

function rowsWithValues(
  { architectureIds, runStarts }: EvaluationTable,
  values: Column['values'],
): number {
  let rows = 0
  for (let row = 0; row < architectureIds.length; row++) {
    const runs = values.subarray(runStarts[row], runStarts[row + 1])
    if (runs.some((value) => !Number.isNaN(value))) rows++
  }
  return rows
}

function joined(epochs: number, columns: readonly Column[]) {
  const groupOf = new Map<number, number>()
  for (const { tableAt, values, source } of columns) {
    const { architectureIds, runStarts } = tableAt.table
    for (const [row, id] of architectureIds.entries()) {
      const start = runStarts[row] as number
      const isThere = values
        .subarray(start, runStarts[row + 1])
        .some((value) => !Number.isNaN(value))
      if (!isThere || groupOf.has(id)) continue
      const group = tableAt.groups[start] ?? -1
      groupOf.set(id, group < 0 ? -1 : source * GROUPS_PER_SOURCE + group)
    }
  }
  const architectureIds = Int32Array.from(groupOf.keys()).sort()
  const runs = columns.map((column) => runsOf(column, architectureIds))
  const set: TrainingSet = {
    epochs,
    measures: columns.map(({ measure }) => measure),
    architectureIds,
    groups: architectureIds.map((id) => groupOf.get(id) as number),
    values: runs.map(meansOf),
    runs,
  }
  const origins = columns.map(({ measure, from, rows }) => ({ epochs, measure, from, rows }))
  return { set, origins }
}

function runsOf({ tableAt, values }: Column, architectureIds: Int32Array): MeasureRuns {
  const { table } = tableAt
  const rowOf = new Map(Array.from(table.architectureIds, (id, row) => [id, row]))
  return joinedRuns(architectureIds, (id) => {
    const row = rowOf.get(id)
    if (row === undefined) return []
    const runs = values.subarray(table.runStarts[row], table.runStarts[row + 1])
    return [...runs].filter((value) => !Number.isNaN(value))
  })
}

function joinedRuns(keys: Int32Array, of: (key: number) => Iterable<number>): MeasureRuns {
  const starts = new Uint32Array(keys.length + 1)
  const values: number[] = []
  for (const [at, key] of keys.entries()) {
    values.push(...of(key))
    starts[at + 1] = values.length
  }
  return { starts, values: Float64Array.from(values) }
}

function meansOf(runs: MeasureRuns): Float64Array {
  return Float64Array.from({ length: runs.starts.length - 1 }, (_, row) => {
    const own = runsAt(runs, row)
    let sum = 0
    for (const value of own) sum += value
    return sum / own.length // 0 / 0 is NaN: missing
  })
}
