import type { Instance, Split } from './instance.ts'
import { type JsonWriter, type Literal, literal } from './json-writer.ts'
import { type Measure, measureName, measuresOf } from './measure.ts'

/** A value by split; null where there is none for this architecture. */
export type SplitValues = { [S in Split]?: number | null }

/** Values by metric: one number where the metric has no split. */
export type MetricValues = Record<string, number | null | SplitValues>

/** Where the values of one metric are found; undefined where nowhere. */
interface MetricColumns<Column> {
  readonly metric: string
  readonly column: Column | undefined
  readonly splits: readonly (readonly [Split, Column | undefined])[] | null
}

/** Where the values of an instance's metrics are found, at their end or halfway. */
export interface MetricShape<Column> {
  readonly metrics: readonly MetricColumns<Column>[]
  /** The same as JSON: the text before each value, and after the last. */
  readonly slots: readonly { readonly before: Literal; readonly column: Column }[]
  readonly end: Literal
}

/** Fills a shape with one value a column; null where there is no column. */
export type MetricForm<Metrics> = <Column>(
  shape: MetricShape<Column>,
  value: (column: Column) => number | null,
) => Metrics

function slotsOf<Column>(metrics: readonly MetricColumns<Column>[]) {
  const slots: { before: Literal; column: Column }[] = []
  let before = '{'
  const add = (column: Column | undefined) => {
    if (column === undefined) before += 'null'
    else {
      slots.push({ before: literal(before), column })
      before = ''
    }
  }
  for (const [at, { metric, column, splits }] of metrics.entries()) {
    before += `${at === 0 ? '' : ','}${JSON.stringify(metric)}:`
    if (splits === null) {
      add(column)
      continue
    }
    before += '{'
    for (const [splitAt, [split, splitColumn]] of splits.entries()) {
      before += `${splitAt === 0 ? '' : ','}${JSON.stringify(split)}:`
      add(splitColumn)
    }
    before += '}'
  }
  return { slots, end: literal(`${before}}`) }
}

/** The columns of some measures in the shape in which an instance's metrics are answered. */
export function metricShape<Column>(
  instance: Pick<Instance, 'metrics'>,
  table: { readonly measures: readonly Measure[]; readonly columns: readonly Column[] },
  halfway: boolean,
): MetricShape<Column> {
  const columns = new Map(
    table.measures.map((measure, at) => [measureName(measure), table.columns[at]]),
  )
  const columnOf = (measure: Measure) => columns.get(measureName(measure))
  const measures = measuresOf(instance).filter((measure) => measure.halfway === halfway)
  const metrics = [...new Set(measures.map(({ metric }) => metric))].map((metric) => {
    const own = measures.filter((measure) => measure.metric === metric)
    const splits = own.flatMap((measure) =>
      measure.split === null ? [] : [[measure.split, columnOf(measure)] as const],
    )
    const unsplit = own.find(({ split }) => split === null)
    return unsplit === undefined
      ? { metric, column: undefined, splits }
      : { metric, column: columnOf(unsplit), splits: null }
  })
  return { metrics, ...slotsOf(metrics) }
}

/** As an object. */
export function metricValues<Column>(
  { metrics }: MetricShape<Column>,
  value: (column: Column) => number | null,
): MetricValues {
  const answer: MetricValues = {}
  for (const { metric, column, splits } of metrics) {
    if (splits === null) {
      answer[metric] = column === undefined ? null : value(column)
      continue
    }
    const values: SplitValues = {}
    for (const [split, splitColumn] of splits) {
      values[split] = splitColumn === undefined ? null : value(splitColumn)
    }
    answer[metric] = values
  }
  return answer
}

const gathered: number[] = []

/** As something that writes what JSON.stringify makes of `metricValues`. */
export function metricWriting<Column>(
  { slots, end }: MetricShape<Column>,
  value: (column: Column) => number | null,
): (writer: JsonWriter) => void {
  return (writer) => {
    // All values before any text: memory then fetches them at the same time.
    for (let at = 0; at < slots.length; at++) {
      gathered[at] = value((slots[at] as (typeof slots)[number]).column) ?? Number.NaN
    }
    for (let at = 0; at < slots.length; at++) {
      writer.literal((slots[at] as (typeof slots)[number]).before)
      // null is written as NaN is.
      writer.number(gathered[at] as number)
    }
    writer.literal(end)
  }
}
