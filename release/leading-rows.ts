import type { Table, Values } from './table.ts'

// Text columns and whole numbers are never missing.
const isGap = (values: Values, row: number) => Number.isNaN(values[row] as number)

/**
 * Numbers of a few rows that together have a value in every column that has any. Programs that guess
 * the types of a text file from its first rows guess right where these come first.
 */
export function leadingRows(table: Table): number[] {
  const uncovered = new Set(
    table.columns.flatMap(({ type }, at) => (type.startsWith('float') ? [at] : [])),
  )
  const found: number[] = []
  let start = 0
  for (const { rows, values } of table.batches()) {
    for (const column of uncovered) {
      const own = values[column] as Values
      let row = 0
      while (row < rows && isGap(own, row)) row++
      if (row === rows) continue
      found.push(start + row)
      for (const other of uncovered) {
        if (!isGap(values[other] as Values, row)) uncovered.delete(other)
      }
    }
    if (uncovered.size === 0) break
    start += rows
  }
  return found.sort((left, right) => left - right)
}
