import { columnName, deviationColumnName, FIXED_COLUMNS } from '../../fitness/column-name.ts'
import type { Instance } from '../../fitness/instance.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'

const FIXED: ReadonlySet<string> = new Set(Object.values(FIXED_COLUMNS))

/** Measures that exported releases could not tell apart by the names of their columns. */
export function columnClashes(instance: Instance): string[] {
  const takenBy = new Map<string, string>()
  return measuresOf(instance).flatMap((measure) => {
    const name = measureName(measure)
    const columns = [
      [columnName(measure), name],
      [deviationColumnName(measure), `the standard deviation of ${name}`],
    ] as const
    return columns.flatMap(([column, what]) => {
      const other = takenBy.get(column)
      takenBy.set(column, what)
      if (FIXED.has(column)) {
        return [
          `${what} would be the column ${column}, which exported tables have: rename the metric`,
        ]
      }
      if (other === undefined) return []
      return [`${other} and ${what} would both be the exported column ${column}: rename a metric`]
    })
  })
}
