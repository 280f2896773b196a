import { openFitnessTable } from '../fitness/fitness-table.ts'
import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { ReleasedInstance } from '../fitness/release.ts'
import type { Architectures } from './architectures.ts'
import { trainedComplexity } from './evaluation-rows.ts'
import { answeredColumns } from './measure-columns.ts'
import { complexityColumns, SPACE_COLUMNS } from './space-columns.ts'
import { type Batch, batchRanges, type Table } from './table.ts'

/** Rows of one source at one budget; row numbers are from 0. */
interface Rows {
  readonly source: 'tabular' | 'surrogate'
  readonly epochs: number
  /** Architecture of each row. */
  readonly ids: Uint32Array
  runsOf(row: number): number
  nearestOf(row: number): number
  complexityOf(row: number): { readonly trainableParameters: number; readonly macs: number }
  /** Mean and standard deviation of a measure; undefined where there are none. */
  columnsOf(measure: string): readonly (((row: number) => number) | undefined)[]
}

function columnsOf(instance: Instance) {
  const { architectureId, hash, epochs, source, runs, nearestMeasured } = SPACE_COLUMNS
  return [
    ...[architectureId, hash, epochs, source, runs, nearestMeasured],
    ...complexityColumns('', 'that was trained first, or of the representative where predicted'),
    ...measuresOf(instance).flatMap((measure) => answeredColumns(instance, measure)),
  ]
}

function measuredRows(
  architectures: Architectures,
  { instance, tables }: ReleasedInstance,
): Rows[] {
  const complexityOf = trainedComplexity(architectures, instance)
  return tables.map((table) => {
    const opened = openFitnessTable(instance, table, architectures.space.size)
    const { architectureIds: ids, epochs } = opened
    return {
      source: 'tabular',
      epochs,
      ids,
      runsOf: opened.runsOf,
      nearestOf: () => 0,
      complexityOf: (row) => complexityOf(ids[row] as number, opened.formOf(row, 0) ?? Number.NaN),
      columnsOf: (name) => [opened.meanColumn(name), opened.deviationColumn(name)],
    }
  })
}

function predictedRows(
  architectures: Architectures,
  { instance, tables, surrogate }: ReleasedInstance,
): Rows[] {
  const complexityOf = trainedComplexity(architectures, instance)
  return (surrogate?.predictions ?? []).map((predictions: PredictionTable) => {
    const { epochs, measures, nearestMeasured } = predictions
    const measured = tables.find((table) => table.epochs === epochs)
    const isMeasured = new Set(measured?.architectureIds)
    const ids = Uint32Array.from(nearestMeasured.keys()).filter((id) => !isMeasured.has(id))
    const numbers = (column: Float32Array | undefined) =>
      column && ((row: number) => column[ids[row] as number] as number)
    return {
      source: 'surrogate',
      epochs,
      ids,
      runsOf: () => 0,
      nearestOf: (row) => nearestMeasured[ids[row] as number] as number,
      complexityOf: (row) => complexityOf(ids[row] as number, Number.NaN),
      columnsOf: (name) => {
        const at = measures.findIndex((one: Measure) => measureName(one) === name)
        return [numbers(predictions.means[at]), numbers(predictions.standardDeviations[at])]
      },
    }
  })
}

function* batchesOf(
  { space }: Architectures,
  instance: Instance,
  { source, epochs, ids, ...rows }: Rows,
): Generator<Batch> {
  const columns = measuresOf(instance).flatMap((measure) => rows.columnsOf(measureName(measure)))
  for (const [from, to] of batchRanges(ids.length)) {
    const length = to - from
    const filled = <Values extends Int32Array | Float64Array>(
      values: Values,
      of: (row: number) => number,
    ) => {
      for (let at = 0; at < length; at++) values[at] = of(from + at)
      return values
    }
    const complexities = Array.from({ length }, (_, at) => rows.complexityOf(from + at))
    yield {
      rows: length,
      values: [
        Int32Array.from(ids.subarray(from, to)),
        Array.from(ids.subarray(from, to), (id) => space.hashOf(id)),
        new Int32Array(length).fill(epochs),
        new Array<string>(length).fill(source),
        filled(new Int32Array(length), rows.runsOf),
        filled(new Int32Array(length), rows.nearestOf),
        Int32Array.from(complexities, (own) => own.trainableParameters),
        Float64Array.from(complexities, (own) => own.macs),
        ...columns.map((column) => filled(new Float64Array(length), column ?? (() => Number.NaN))),
      ],
    }
  }
}

/** The tables of one instance's answers. */
export interface AnsweredTables {
  /** One row an architecture and budget that is measured or predicted: what `auto` answers. */
  readonly fitness: Table
  /** Its measured rows alone. */
  readonly measured: Table
}

/** What the API answers to `source=auto` with the mean of the runs, to the last bit. */
export function answeredTables(
  architectures: Architectures,
  released: ReleasedInstance,
): AnsweredTables {
  const { instance } = released
  const measured = measuredRows(architectures, released)
  const tableOf = (name: string, parts: readonly Rows[]): Table => ({
    name,
    rows: parts.reduce((sum, { ids }) => sum + ids.length, 0),
    columns: columnsOf(instance),
    *batches() {
      for (const part of parts) yield* batchesOf(architectures, instance, part)
    },
  })
  const predicted = predictedRows(architectures, released)
  return {
    fitness: tableOf('fitness', [...measured, ...predicted]),
    measured: tableOf('measured', measured),
  }
}
