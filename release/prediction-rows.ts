import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Space } from '../space/space.ts'
import { predictedColumns } from './measure-columns.ts'
import { SPACE_COLUMNS } from './space-columns.ts'
import { batchRanges, type Table } from './table.ts'

/**
 * One row an architecture and budget: what the surrogate predicts. A measure that it predicts at no
 * budget has no columns.
 */
export function predictionTable(
  instance: Instance,
  tables: readonly PredictionTable[],
  { size, hashOf }: Space,
): Table {
  const known = new Set(tables.flatMap((table) => table.measures.map(measureName)))
  const measures = measuresOf(instance).filter((measure) => known.has(measureName(measure)))
  const isEverywhere = (measure: Measure) =>
    tables.every((table) => table.measures.map(measureName).includes(measureName(measure)))
  const complete = measures
    .filter(isEverywhere)
    .flatMap((measure) => predictedColumns(instance, measure).map(({ name }) => name))
  const { architectureId, hash, epochs, nearestMeasured } = SPACE_COLUMNS
  return {
    name: 'predictions',
    complete: new Set(complete),
    rows: tables.length * size,
    columns: [
      ...[architectureId, hash, epochs, nearestMeasured],
      ...measures.flatMap((measure) => predictedColumns(instance, measure)),
    ],
    *batches() {
      for (const { measures: own, ...table } of tables) {
        const columns = measures.flatMap((measure) => {
          const at = own.findIndex((one) => measureName(one) === measureName(measure))
          return [table.means[at], table.standardDeviations[at]]
        })
        for (const [from, to] of batchRanges(size)) {
          yield {
            rows: to - from,
            values: [
              Int32Array.from({ length: to - from }, (_, row) => from + row),
              Array.from({ length: to - from }, (_, row) => hashOf(from + row)),
              new Int32Array(to - from).fill(table.epochs),
              Int32Array.from(table.nearestMeasured.subarray(from, to)),
              ...columns.map(
                (column) => column?.slice(from, to) ?? new Float32Array(to - from).fill(Number.NaN),
              ),
            ],
          }
        }
      }
    },
  }
}
