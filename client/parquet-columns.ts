import { parquetMetadataAsync, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { DamagedFileError } from './damaged-file-error.ts'
import type { FileBytes } from './release-files.ts'

const TYPES = { INT32: Int32Array, FLOAT: Float32Array, DOUBLE: Float64Array } as const

type NumberType = keyof typeof TYPES
type NumberColumn<Type extends NumberType = NumberType> = InstanceType<(typeof TYPES)[Type]>

/** Rows from `from` until before `to`. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** A Parquet file of which only what is asked for is unpacked. */
export interface ParquetColumns {
  readonly all: RowRange
  /**
   * Some rows of a column; numbers that are missing are NaN, and a column that is missing is null.
   * @throws DamagedFileError where it cannot be read or has another type
   */
  numbers<Type extends NumberType>(
    name: string,
    type: Type,
    rows: RowRange,
  ): Promise<NumberColumn<Type> | null>
}

/** @param start of the values in the column; below 0 where they begin before it */
function copyInto(column: NumberColumn, values: ArrayLike<unknown>, start: number): void {
  const first = Math.max(0, -start)
  const end = Math.min(values.length, column.length - start)
  if (ArrayBuffer.isView(values)) {
    column.set((values as NumberColumn).subarray(first, end), start + first)
    return
  }
  for (let at = first; at < end; at++) {
    const value = values[at]
    column[start + at] = typeof value === 'number' ? value : Number.NaN
  }
}

/**
 * Opens a Parquet file.
 * @param where what an error calls the file
 * @throws DamagedFileError where it is no Parquet file
 */
export async function parquetColumns(where: string, file: FileBytes): Promise<ParquetColumns> {
  const readable = async <Result>(read: () => Promise<Result>): Promise<Result> => {
    try {
      return await read()
    } catch (error) {
      if (error instanceof DamagedFileError) throw error
      throw new DamagedFileError(
        `${where} cannot be read as Parquet (${error instanceof Error ? error.message : String(error)})`,
        { cause: error },
      )
    }
  }
  const metadata = await readable(() => parquetMetadataAsync(file))
  const groupEnds: number[] = []
  for (const { num_rows } of metadata.row_groups) {
    groupEnds.push((groupEnds.at(-1) ?? 0) + Number(num_rows))
  }
  return {
    all: { from: 0, to: Number(metadata.num_rows) },
    numbers: (name, type, { from, to }) =>
      readable(async () => {
        const found = metadata.schema.find((element) => element.name === name)
        if (found === undefined) return null
        if (found.type !== type) throw new Error(`${name} has the type ${found.type}`)
        const column = new TYPES[type](to - from)
        // One row group after the other: all at once they would be in memory twice.
        for (let start = from; start < to; ) {
          const end = Math.min(to, groupEnds.find((groupEnd) => groupEnd > start) ?? to)
          await parquetRead({
            file,
            metadata,
            compressors,
            columns: [name],
            rowStart: start,
            rowEnd: end,
            onChunk: ({ columnData, rowStart }) => copyInto(column, columnData, rowStart - from),
          })
          start = end
        }
        // TypeScript does not see that the class of a type makes its columns.
        return column as NumberColumn<typeof type>
      }),
  }
}
