import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const TABLE = join(import.meta.dirname, '../../instances/eurosat-rgb/table.csv')

/** The lines of the table that the project keeps itself: one a training, without the head. */
export function eurosatRows(): string[] {
  return readFileSync(TABLE, 'utf8').trimEnd().split('\n').slice(1)
}

/** How many cells the table has at a budget. */
export function eurosatCells(epochs: number): number {
  const own = eurosatRows().filter((line) => line.split('",')[1]?.startsWith(`${epochs},`))
  return new Set(own.map((line) => line.slice(0, 32))).size
}
