import { columnName } from '../fitness/column-name.ts'
import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import type { Instance } from '../fitness/instance.ts'
import { measuresOf } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import { DamagedFileError } from './damaged-file-error.ts'
import { type NumberColumn, type ParquetColumns, parquetColumns } from './parquet-columns.ts'

interface TableFile {
  /** What an error calls it. */
  readonly where: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly instance: Instance
}

function numbersOf(where: string, columns: ParquetColumns, name: string): NumberColumn {
  const column = columns.numbers(name)
  if (column === null) throw new DamagedFileError(`${where} has no column ${name}`)
  return column
}

/** Ranges of rows that share their number of epochs; the files are sorted by it. */
function budgetsOf(epochs: NumberColumn): { epochs: number; from: number; to: number }[] {
  const budgets: { epochs: number; from: number; to: number }[] = []
  for (let row = 0; row < epochs.length; row++) {
    const last = budgets.at(-1)
    if (last !== undefined && last.epochs === epochs[row]) last.to = row + 1
    else budgets.push({ epochs: epochs[row] as number, from: row, to: row + 1 })
  }
  return budgets
}

/** The evaluations in a file of a release, by epochs, ascending. @throws DamagedFileError */
export async function evaluationTables(file: TableFile): Promise<EvaluationTable[]> {
  const { where, bytes, instance } = file
  const measures = measuresOf(instance)
  const names = measures.map(columnName)
  const columns = await parquetColumns(where, bytes, [
    'architecture_id',
    'epochs',
    'trained_form',
    ...names,
  ])
  const ids = numbersOf(where, columns, 'architecture_id')
  const forms = numbersOf(where, columns, 'trained_form')
  const values = names.map((name) => numbersOf(where, columns, name))
  return budgetsOf(numbersOf(where, columns, 'epochs')).map(({ epochs, from, to }) => {
    const starts: number[] = []
    for (let row = from; row < to; row++) {
      if (row === from || ids[row] !== ids[row - 1]) starts.push(row)
    }
    return {
      epochs,
      measures,
      architectureIds: Uint32Array.from(starts, (row) => ids[row] as number),
      runStarts: Uint32Array.from([...starts, to], (row) => row - from),
      forms: Float64Array.from(forms.subarray(from, to)),
      values: values.map((column) => Float64Array.from(column.subarray(from, to))),
    }
  })
}

/** The predictions in a file of a release, by epochs, ascending. @throws DamagedFileError */
export async function predictionTables(
  file: TableFile,
  architectures: number,
): Promise<PredictionTable[]> {
  const { where, bytes, instance } = file
  const named = measuresOf(instance).map((measure) => ({ measure, name: columnName(measure) }))
  const wanted = named.flatMap(({ name }) => [name, `${name}_sd`])
  const columns = await parquetColumns(where, bytes, ['epochs', ...wanted])
  return budgetsOf(numbersOf(where, columns, 'epochs')).map(({ epochs, from, to }) => {
    if (to - from !== architectures) {
      throw new DamagedFileError(
        `${where} has ${to - from} predictions at ${epochs} epochs instead of ${architectures}`,
      )
    }
    const part = (name: string) => {
      const column = columns.numbers(name)?.subarray(from, to)
      return column instanceof Float32Array && !Number.isNaN(column[0]) ? column : null
    }
    const predicted = named.flatMap(({ measure, name }) => {
      const [mean, deviation] = [part(name), part(`${name}_sd`)]
      return mean === null || deviation === null ? [] : [{ measure, mean, deviation }]
    })
    return {
      epochs,
      measures: predicted.map(({ measure }) => measure),
      means: predicted.map(({ mean }) => mean),
      standardDeviations: predicted.map(({ deviation }) => deviation),
    }
  })
}
