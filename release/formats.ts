import type { MEDIA_TYPES } from './media-types.ts'
import { parquetWriter } from './parquet-writer.ts'
import type { Table } from './table.ts'
import { csvFormat, jsonlFormat, textWriter } from './text-writer.ts'
import type { TableWriter } from './writer.ts'

/** What a release can be exported as. */
export const FORMATS = ['parquet', 'csv', 'jsonl', 'sqlite'] as const
export type Format = (typeof FORMATS)[number]

interface FlatFormat {
  readonly extension: keyof typeof MEDIA_TYPES
  open(path: string, table: Table): Promise<TableWriter>
}

/** The formats of which a file holds one table. */
export const FLAT_FORMATS: { readonly [F in Exclude<Format, 'sqlite'>]: FlatFormat } = {
  parquet: {
    extension: 'parquet',
    open: parquetWriter,
  },
  csv: {
    extension: 'csv.gz',
    open: async (path, table) => textWriter(path, table, csvFormat(table)),
  },
  jsonl: {
    extension: 'jsonl.gz',
    open: async (path, table) => textWriter(path, table, jsonlFormat(table)),
  },
}

export const SQLITE = { extension: 'sqlite' } as const
