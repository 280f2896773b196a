import { SPACE_COLUMNS } from '../../release/space-columns.ts'
import { batchRanges, type Table } from '../../release/table.ts'

const ROWS = 30_000
const FIRST_VALUE = 25_000

const column = (name: string) =>
  ({ name, type: 'float64', unit: null, split: null, source: 'measured', meaning: name }) as const

/** A table with a column that is empty for longer than any library looks, and whole at first. */
export function lateTable(): Table {
  return {
    name: 'late',
    rows: ROWS,
    columns: [SPACE_COLUMNS.architectureId, SPACE_COLUMNS.matrix, column('late'), column('whole')],
    *batches() {
      for (const [from, to] of batchRanges(ROWS)) {
        const ids = Int32Array.from({ length: to - from }, (_, at) => from + at)
        yield {
          rows: to - from,
          values: [
            ids,
            new Array<string>(to - from).fill('[[0,1],[0,0]]'),
            Float64Array.from(ids, (id) => (id < FIRST_VALUE ? Number.NaN : id / 3)),
            Float64Array.from(ids, (id) => (id < FIRST_VALUE ? id : id / 3)),
          ],
        }
      }
    },
  }
}
