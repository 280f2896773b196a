import { closeSync, openSync, writeSync } from 'node:fs'
import { Zstd } from '@hpcc-js/wasm-zstd'
import type { DecodedArray, Encoding } from 'hyparquet'
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import { FILES_FORMAT, type FileColumn } from './manifest.ts'
import { SPACE_COLUMNS } from './space-columns.ts'
import { BATCH_ROWS, type Table, type Values } from './table.ts'
import type { TableWriter } from './writer.ts'

const ZSTD_LEVEL = 9

function schemaElement({ name, type }: FileColumn, complete: boolean): SchemaElement {
  const repetition_type = complete ? 'REQUIRED' : 'OPTIONAL'
  switch (type) {
    case 'int32':
      return { name, type: 'INT32', repetition_type: 'REQUIRED' }
    case 'int64':
      return { name, type: 'INT64', repetition_type: 'REQUIRED' }
    case 'float32':
      return { name, type: 'FLOAT', repetition_type }
    case 'float64':
      return { name, type: 'DOUBLE', repetition_type }
    case 'string':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' }
  }
}

// Encodings are chosen here and not by the library, so that its taste may change.
function encodingOf({ name, type }: FileColumn, values: Values): Encoding {
  if (name === SPACE_COLUMNS.architectureId.name) return 'DELTA_BINARY_PACKED'
  if (name === SPACE_COLUMNS.hash.name) return 'DELTA_BYTE_ARRAY'
  if (type.startsWith('float') && values.every((value) => Number.isNaN(value))) return 'PLAIN'
  // Predictions are all different, but their bytes of equal weight are alike.
  if (type === 'float32') return 'BYTE_STREAM_SPLIT'
  if (type !== 'float64') return 'RLE_DICTIONARY'
  const doubles = values as Float64Array
  // The library's dictionary takes -0 and 0 for one value.
  const repeats = new Set(doubles).size * 2 <= doubles.length
  return repeats && !doubles.some((value) => Object.is(value, -0))
    ? 'RLE_DICTIONARY'
    : 'BYTE_STREAM_SPLIT'
}

function dataOf({ type }: FileColumn, values: Values): DecodedArray {
  if (type === 'int64') return Array.from(values as Float64Array, BigInt)
  if (values instanceof Float32Array || values instanceof Float64Array) {
    if (!values.some(Number.isNaN)) return values
    return Array.from(values, (value) => (Number.isNaN(value) ? null : value))
  }
  return values instanceof Int32Array ? values : [...values]
}

function columnSource(column: FileColumn, values: Values): ColumnSource {
  const data = dataOf(column, values)
  return { name: column.name, data, encoding: encodingOf(column, values) }
}

/** A Parquet file, compressed with zstd; a row group a batch, written out as it is full. */
export async function parquetWriter(
  path: string,
  table: Pick<Table, 'columns' | 'complete'>,
): Promise<TableWriter> {
  const zstd = await Zstd.load()
  const file = openSync(path, 'wx')
  let isOpen = true
  const close = () => {
    if (!isOpen) return
    isOpen = false
    closeSync(file)
  }
  const buffer = new ByteWriter()
  const flush = () => {
    const bytes = buffer.getBytes()
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    buffer.index = 0
  }
  const parquet = new ParquetWriter({
    writer: buffer,
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zstd.compress(bytes, ZSTD_LEVEL) },
    createdBy: `EO NAS-Bench, files of format ${FILES_FORMAT}`,
    schema: [
      { name: 'root', num_children: table.columns.length },
      ...table.columns.map((column) =>
        schemaElement(column, table.complete?.has(column.name) ?? false),
      ),
    ],
  })
  return {
    write({ values }) {
      const columnData = table.columns.map((column, at) =>
        columnSource(column, values[at] as Values),
      )
      parquet.write({ columnData, rowGroupSize: BATCH_ROWS })
      flush()
    },
    finish() {
      parquet.finish()
      flush()
      close()
    },
    abort: close,
  }
}
