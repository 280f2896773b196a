import type { FileColumn } from './manifest.ts'

/** Values of one column: NaN is missing among floats; int64 are whole numbers below 2^53. */
export type Values = Int32Array | Float32Array | Float64Array | readonly string[]

/** Some consecutive rows, column by column in the order of the table's columns. */
export interface Batch {
  readonly rows: number
  readonly values: readonly Values[]
}

/** A table that is made while it is written, so that no table is ever whole in memory. */
export interface Table {
  readonly name: string
  readonly columns: readonly FileColumn[]
  /** Names of floats of which no value is missing: readers are spared a look at each. */
  readonly complete?: ReadonlySet<string>
  readonly rows: number
  batches(): Iterable<Batch>
}

/** Most rows of a batch; a batch is a row group in Parquet. */
export const BATCH_ROWS = 65_536

/** From, inclusive, and to, exclusive, of each batch. */
export function* batchRanges(rows: number): Generator<readonly [number, number]> {
  for (let from = 0; from < rows; from += BATCH_ROWS) {
    yield [from, Math.min(rows, from + BATCH_ROWS)]
  }
}

/** @throws Error where two columns have one name, which would make a file ambiguous */
export function assertNamesDiffer(table: string, columns: readonly FileColumn[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name)) {
      throw new Error(
        `The table ${table} would have two columns named ${name}; rename a metric of the instance and ingest it again.`,
      )
    }
    seen.add(name)
  }
}
