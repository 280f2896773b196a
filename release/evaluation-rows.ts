import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import type { Instance } from '../fitness/instance.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'
import { cellOfForm } from '../space/cell.ts'
import { complexity } from '../space/complexity.ts'
import type { Architectures } from './architectures.ts'
import { measuredColumn } from './measure-columns.ts'
import { complexityColumns, SPACE_COLUMNS } from './space-columns.ts'
import { batchRanges, type Table } from './table.ts'

/** One row an architecture, budget and run: what was measured, exactly as published. */
export function evaluationTable(
  architectures: Architectures,
  instance: Instance,
  tables: readonly EvaluationTable[],
): Table {
  const measures = measuresOf(instance)
  const { architectureId, hash, epochs, run, trainedForm } = SPACE_COLUMNS
  return {
    name: 'evaluations',
    rows: tables.reduce((sum, { forms }) => sum + forms.length, 0),
    columns: [
      ...[architectureId, hash, epochs, run],
      ...complexityColumns('', 'that was trained'),
      trainedForm,
      ...measures.map((measure) => measuredColumn(instance, measure)),
    ],
    *batches() {
      const { space } = architectures
      const complexityOf = trainedComplexity(architectures, instance)
      for (const table of tables) {
        const rowOf = rowsOfRuns(table)
        const columns = measures.map((measure) => {
          const at = table.measures.findIndex((own) => measureName(own) === measureName(measure))
          return table.values[at]
        })
        for (const [from, to] of batchRanges(table.forms.length)) {
          const rows = rowOf.subarray(from, to)
          const ids = Int32Array.from(rows, (row) => table.architectureIds[row] as number)
          const runs = Int32Array.from(
            rows,
            (row, at) => from + at - (table.runStarts[row] as number),
          )
          const trained = Array.from(ids, (id, at) =>
            complexityOf(id, table.forms[from + at] as number),
          )
          yield {
            rows: to - from,
            values: [
              ids,
              Array.from(ids, (id) => space.hashOf(id)),
              new Int32Array(to - from).fill(table.epochs),
              runs,
              Int32Array.from(trained, (own) => own.trainableParameters),
              Float64Array.from(trained, (own) => own.macs),
              Float64Array.from(table.forms.subarray(from, to)),
              ...columns.map((column) =>
                column === undefined
                  ? new Float64Array(to - from).fill(Number.NaN)
                  : Float64Array.from(column.subarray(from, to)),
              ),
            ],
          }
        }
      }
    },
  }
}

// Row of each run.
function rowsOfRuns({ architectureIds, runStarts, forms }: EvaluationTable): Uint32Array {
  const rows = new Uint32Array(forms.length)
  for (let row = 0; row < architectureIds.length; row++) {
    rows.fill(row, runStarts[row], runStarts[row + 1])
  }
  return rows
}

/** Parameters and MACs of the cell that a run trained, by architecture id and form. */
export function trainedComplexity(architectures: Architectures, { input, classes }: Instance) {
  const shape = { ...input, classes }
  const { trainableParameters, macs } = architectures.complexities(shape)
  return (id: number, form: number) =>
    Number.isNaN(form)
      ? { trainableParameters: trainableParameters[id] as number, macs: macs[id] as number }
      : complexity(cellOfForm(form), shape)
}
