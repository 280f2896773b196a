import type { Instance, Split } from './instance.ts'
import { type Measure, measureName, measuresOf } from './measure.ts'

/** A value by split; null where there is none for this architecture. */
export type SplitValues = { [S in Split]?: number | null }

/** Values by metric: one number where the metric has no split. */
export type MetricValues = Record<string, number | null | SplitValues>

/** Where the values of one metric are found, at its end or halfway; undefined where nowhere. */
export interface MetricColumns<Column> {
  readonly metric: string
  readonly column: Column | undefined
  readonly splits: readonly (readonly [Split, Column | undefined])[] | null
}

/** The columns of some measures in the shape in which an instance's metrics are answered. */
export function metricColumns<Column>(
  instance: Pick<Instance, 'metrics'>,
  table: { readonly measures: readonly Measure[]; readonly columns: readonly Column[] },
  halfway: boolean,
): MetricColumns<Column>[] {
  const columns = new Map(
    table.measures.map((measure, at) => [measureName(measure), table.columns[at]]),
  )
  const columnOf = (measure: Measure) => columns.get(measureName(measure))
  const measures = measuresOf(instance).filter((measure) => measure.halfway === halfway)
  return [...new Set(measures.map(({ metric }) => metric))].map((metric) => {
    const own = measures.filter((measure) => measure.metric === metric)
    const splits = own.flatMap((measure) =>
      measure.split === null ? [] : [[measure.split, columnOf(measure)] as const],
    )
    const unsplit = own.find(({ split }) => split === null)
    return unsplit === undefined
      ? { metric, column: undefined, splits }
      : { metric, column: columnOf(unsplit), splits: null }
  })
}

/** Fills the shape with one value a column; null where there is no column. */
export function metricValues<Column>(
  metrics: readonly MetricColumns<Column>[],
  value: (column: Column) => number | null,
): MetricValues {
  const answer: MetricValues = {}
  const of = (column: Column | undefined) => (column === undefined ? null : value(column))
  for (const { metric, column, splits } of metrics) {
    if (splits === null) {
      answer[metric] = of(column)
      continue
    }
    const values: SplitValues = {}
    for (const [split, splitColumn] of splits) values[split] = of(splitColumn)
    answer[metric] = values
  }
  return answer
}
