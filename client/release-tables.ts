import { columnName, deviationColumnName, FIXED_COLUMNS } from '../fitness/column-name.ts'
import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import { type PackedPredictions, packPredictions } from '../fitness/packed-predictions.ts'
import { DamagedFileError } from './damaged-file-error.ts'
import { type ParquetColumns, parquetColumns, type RowRange } from './parquet-columns.ts'
import type { FileBytes } from './release-files.ts'
import type { ListedPredictions } from './release-manifest.ts'

interface TableFile {
  /** What an error calls it. */
  readonly where: string
  readonly bytes: FileBytes
  readonly instance: Instance
}

/** The tables of one file, each read when it is asked for. */
export interface Budgets<Table> {
  /** Ascending. */
  readonly epochs: readonly number[]
  /** @returns null where there is no such budget. @throws DamagedFileError */
  tableAt(epochs: number): Promise<Table | null>
}

async function needed<Column>(
  where: string,
  name: string,
  column: Promise<Column | null>,
): Promise<Column> {
  const found = await column
  if (found === null) throw new DamagedFileError(`${where} has no column ${name}`)
  return found
}

/** Ranges of rows that share their number of epochs; the files are sorted by it. */
async function rangesOf(where: string, columns: ParquetColumns): Promise<Map<number, RowRange>> {
  const epochs = await needed(where, 'epochs', columns.numbers('epochs', 'INT32', columns.all))
  const ranges = new Map<number, RowRange>()
  for (let from = 0, row = 1; row <= epochs.length; row++) {
    if (epochs[row] === epochs[from]) continue
    ranges.set(epochs[from] as number, { from, to: row })
    from = row
  }
  return ranges
}

function budgetsIn<Table>(
  ranges: ReadonlyMap<number, RowRange>,
  read: (epochs: number, rows: RowRange) => Promise<Table>,
): Budgets<Table> {
  return {
    epochs: [...ranges.keys()],
    tableAt: async (epochs) => {
      const rows = ranges.get(epochs)
      return rows === undefined ? null : read(epochs, rows)
    },
  }
}

/** The evaluations in a file of a release. @throws DamagedFileError */
export async function evaluationTables(file: TableFile): Promise<Budgets<EvaluationTable>> {
  const { where, bytes, instance } = file
  const measures = measuresOf(instance)
  const columns = await parquetColumns(where, bytes)
  return budgetsIn(await rangesOf(where, columns), async (epochs, rows) => {
    const doubles = (name: string) => needed(where, name, columns.numbers(name, 'DOUBLE', rows))
    const id = 'architecture_id'
    const ids = await needed(where, id, columns.numbers(id, 'INT32', rows))
    const forms = await doubles('trained_form')
    const values: Float64Array[] = []
    for (const measure of measures) values.push(await doubles(columnName(measure)))
    const starts: number[] = []
    for (let row = 0; row < ids.length; row++) if (ids[row] !== ids[row - 1]) starts.push(row)
    return {
      epochs,
      measures,
      architectureIds: Uint32Array.from(starts, (row) => ids[row] as number),
      runStarts: Uint32Array.from([...starts, ids.length]),
      forms,
      values,
    }
  })
}

/**
 * The predictions in a file of a release.
 * @param listed what `instances.json` says of them
 * @throws DamagedFileError
 */
export async function predictionTables(
  file: TableFile,
  listed: readonly ListedPredictions[],
  architectures: number,
): Promise<Budgets<PackedPredictions>> {
  const { where, bytes, instance } = file
  const columns = await parquetColumns(where, bytes)
  const ranges = await rangesOf(where, columns)
  for (const [epochs, { from, to }] of ranges) {
    if (to - from === architectures) continue
    throw new DamagedFileError(
      `${where} has ${to - from} predictions at ${epochs} epochs instead of ${architectures}`,
    )
  }
  const known = new Map(measuresOf(instance).map((measure) => [measureName(measure), measure]))
  return budgetsIn(ranges, async (epochs, rows) => {
    const own = listed.find((one) => one.epochs === epochs)
    if (own === undefined) {
      throw new DamagedFileError(
        `${where} has predictions at ${epochs} epochs, which instances.json lacks`,
      )
    }
    const singles = (name: string) => needed(where, name, columns.numbers(name, 'FLOAT', rows))
    const measures: Measure[] = []
    const means: Float32Array[] = []
    const standardDeviations: Float32Array[] = []
    for (const { measure: name } of own.measures) {
      const measure = known.get(name)
      if (measure === undefined) throw new DamagedFileError(`${where} has no measure ${name}`)
      measures.push(measure)
      means.push(await singles(columnName(measure)))
      standardDeviations.push(await singles(deviationColumnName(measure)))
    }
    const nearest = FIXED_COLUMNS.nearestMeasured
    const distances = await needed(where, nearest, columns.numbers(nearest, 'INT32', rows))
    return packPredictions({
      epochs,
      measures,
      means,
      standardDeviations,
      distributions: own.measures.map(({ distribution }) => distribution),
      correlations: own.correlations,
      nearestMeasured: Uint8Array.from(distances),
    })
  })
}

interface WorldRows {
  readonly epochs: number
  readonly measures: readonly Measure[]
  readonly architectures: number
}

/**
 * True values of all architectures in a file of a world, one column a measure.
 * @throws DamagedFileError
 */
export async function worldColumns(
  { where, bytes }: Omit<TableFile, 'instance'>,
  { epochs, measures, architectures }: WorldRows,
): Promise<Float32Array[]> {
  const columns = await parquetColumns(where, bytes)
  const rows = (await rangesOf(where, columns)).get(epochs)
  if (rows === undefined || rows.to - rows.from !== architectures) {
    throw new DamagedFileError(`${where} lacks architectures at ${epochs} epochs`)
  }
  const found: Float32Array[] = []
  for (const measure of measures) {
    const name = columnName(measure)
    found.push(await needed(where, name, columns.numbers(name, 'FLOAT', rows)))
  }
  return found
}
