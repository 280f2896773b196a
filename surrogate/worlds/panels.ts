/** Rows of a matrix that lie next to each other: entry (row, column) at (row's panel, column, row). */
export const PANEL = 8

/** So many rows fill whole panels. */
export function wholePanels(rows: number): number {
  return Math.ceil(rows / PANEL) * PANEL
}

/** Place of an entry of a matrix whose rows have so many columns. */
export function panelPlace(row: number, column: number, width: number): number {
  const within = row % PANEL
  return (row - within) * width + column * PANEL + within
}

/** A matrix in panels; the rows that fill the last one are 0. */
export function toPanels(rows: readonly Float64Array[], width: number): Float64Array {
  const entries = new Float64Array(wholePanels(rows.length) * width)
  for (const [at, row] of rows.entries()) {
    for (let column = 0; column < width; column++) {
      entries[panelPlace(at, column, width)] = row[column] as number
    }
  }
  return entries
}

/**
 * The inner products of the rows of a matrix in panels with a vector. Each is one sum over the columns in
 * their order, so that its bits do not depend on the other rows.
 */
export function panelProducts(
  entries: Float64Array,
  vector: Float64Array,
  out: Float64Array,
): void {
  const width = vector.length
  for (let row = 0, at = 0; row < out.length; row += PANEL) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let e = 0
    let f = 0
    let g = 0
    let h = 0
    for (let column = 0; column < width; column++, at += PANEL) {
      const value = vector[column] as number
      a += (entries[at] as number) * value
      b += (entries[at + 1] as number) * value
      c += (entries[at + 2] as number) * value
      d += (entries[at + 3] as number) * value
      e += (entries[at + 4] as number) * value
      f += (entries[at + 5] as number) * value
      g += (entries[at + 6] as number) * value
      h += (entries[at + 7] as number) * value
    }
    out[row] = a
    out[row + 1] = b
    out[row + 2] = c
    out[row + 3] = d
    out[row + 4] = e
    out[row + 5] = f
    out[row + 6] = g
    out[row + 7] = h
  }
}
