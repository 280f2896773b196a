import { type AsyncBuffer, parquetMetadata, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { DamagedFileError } from './damaged-file-error.ts'

export type NumberColumn = Int32Array | Float32Array | Float64Array

/** The columns that were asked for and that the file has; numbers that are missing are NaN. */
export interface ParquetColumns {
  readonly rows: number
  numbers(name: string): NumberColumn | null
}

const TYPES: Readonly<Record<string, new (length: number) => NumberColumn>> = {
  INT32: Int32Array,
  FLOAT: Float32Array,
  DOUBLE: Float64Array,
}

function bufferOf(bytes: Uint8Array<ArrayBuffer>): AsyncBuffer {
  const { buffer, byteOffset, byteLength } = bytes
  return {
    byteLength,
    slice: (start, end = byteLength) => buffer.slice(byteOffset + start, byteOffset + end),
  }
}

function copyInto(column: NumberColumn, from: ArrayLike<unknown>, start: number): void {
  if (ArrayBuffer.isView(from)) {
    column.set(from as NumberColumn, start)
    return
  }
  for (let at = 0; at < from.length; at++) {
    const value = from[at]
    column[start + at] = typeof value === 'number' ? value : Number.NaN
  }
}

/**
 * Reads columns of a Parquet file into typed arrays.
 * @param where what an error calls the file
 * @throws DamagedFileError where it is no Parquet file
 */
export async function parquetColumns(
  where: string,
  bytes: Uint8Array<ArrayBuffer>,
  wanted: readonly string[],
): Promise<ParquetColumns> {
  try {
    const file = bufferOf(bytes)
    const metadata = parquetMetadata(await file.slice(0))
    const rows = Number(metadata.num_rows)
    const numbers = new Map<string, NumberColumn>()
    for (const { name, type } of metadata.schema.slice(1)) {
      if (!wanted.includes(name)) continue
      const Column = TYPES[type ?? '']
      if (Column === undefined) throw new Error(`${name} has the type ${type}`)
      numbers.set(name, new Column(rows))
    }
    // One after the other: all at once they would be in memory twice.
    for (const [name, column] of numbers) {
      await parquetRead({
        file,
        metadata,
        compressors,
        columns: [name],
        onChunk: ({ columnData, rowStart }) => copyInto(column, columnData, rowStart),
      })
    }
    return {
      rows,
      numbers: (name) => numbers.get(name) ?? null,
    }
  } catch (error) {
    throw new DamagedFileError(
      `${where} cannot be read as Parquet (${error instanceof Error ? error.message : String(error)})`,
      { cause: error },
    )
  }
}
