/** Rows of a matrix of which most entries are 0. */
export interface SparseRows {
  readonly columns: number
  /** Of each row: places that are not 0, ascending, and their values. */
  readonly rows: readonly {
    readonly places: readonly number[]
    readonly values: readonly number[]
  }[]
}

/** @param rows all of the same length */
export function sparseRows(rows: readonly (readonly number[])[]): SparseRows {
  return {
    columns: rows[0]?.length ?? 0,
    rows: rows.map((row) => {
      const places = [...row.keys()].filter((at) => row[at] !== 0)
      return { places, values: places.map((at) => row[at] as number) }
    }),
  }
}
