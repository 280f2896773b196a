import { type AnsweredRows, COMPLEXITY_KEYS, type Column } from '../../../fitness/answered-rows.ts'
import { filtered } from '../../../fitness/filter.ts'
import { measureKey } from '../../../fitness/measure.ts'
import { presentValues, selected } from '../../../fitness/selected.ts'
import { sortInSteps } from '../../../fitness/sort-in-steps.ts'
import { statisticsOf } from '../../../fitness/statistics.ts'
import type { Context } from '../context.ts'
import type { Steps } from '../run-cooperatively.ts'
import type { RowSelectionInput } from '../schemas/listing.ts'
import type { MeasureStatistics, SourceStatistics } from '../schemas/statistics.ts'
import { type OpenedRows, openRows } from './open-rows.ts'

export type StatisticsInput = RowSelectionInput & { readonly bins: number }

const NOTHING = {
  min: null,
  max: null,
  mean: null,
  standardDeviation: null,
  quantiles: [],
  histogram: null,
} as const

function* describe(ids: Uint32Array, column: Column, bins: number): Steps<SourceStatistics> {
  const values = presentValues(ids, column)
  const missing = ids.length - values.length
  if (values.length > FEW) yield
  const sorted = yield* sortInSteps(values)
  if (values.length > FEW) yield
  const statistics = statisticsOf(sorted, bins)
  return statistics === null
    ? { count: 0, missing, ...NOTHING, quantiles: [] }
    : { missing, ...statistics, quantiles: [...statistics.quantiles] }
}

// Few enough that nobody waits for them.
const FEW = 10_000

type Heading = Omit<MeasureStatistics, 'tabular' | 'surrogate'>

function headingsOf({ view, rows }: OpenedRows): Heading[] {
  const units = new Map(view.instance.metrics.map(({ name, unit }) => [name, unit]))
  return [
    ...rows.measures.map((measure): Heading => {
      const { metric, split } = measure
      return { name: measureKey(measure), metric, split, unit: units.get(metric) ?? 'count' }
    }),
    ...COMPLEXITY_KEYS.map(
      (key): Heading => ({ name: key, metric: key, split: null, unit: 'count' }),
    ),
  ]
}

function bySource(rows: AnsweredRows, ids: Uint32Array, source: StatisticsInput['source']) {
  const tabular = source === 'surrogate' ? null : selected(ids, rows.isTabular)
  const surrogate = source === 'tabular' ? null : selected(ids, (id) => !rows.isTabular(id))
  return { tabular, surrogate }
}

function* statisticsSteps(
  opened: OpenedRows,
  { source, bins }: StatisticsInput,
): Steps<Pick<Answer, 'architectures' | 'results'>> {
  const { rows, filters } = opened
  const kept = filtered(rows.ids, filters)
  yield
  const { tabular, surrogate } = bySource(rows, kept, source)
  yield
  const results: MeasureStatistics[] = []
  for (const heading of headingsOf(opened)) {
    const column = opened.columnOf(heading.name, '')
    results.push({
      ...heading,
      tabular: tabular && (yield* describe(tabular, column, bins)),
      surrogate: surrogate && (yield* describe(surrogate, column, bins)),
    })
    yield
  }
  return {
    architectures: { tabular: tabular?.length ?? 0, surrogate: surrogate?.length ?? 0 },
    results,
  }
}

type Answer = OpenedRows['answered'] & {
  architectures: { tabular: number; surrogate: number }
  results: MeasureStatistics[]
}

/** How each measure is distributed among the rows that meet the conditions. */
export function* statisticsRows(context: Context, input: StatisticsInput): Steps<Answer> {
  const opened = openRows(context, input)
  yield* opened.prepare(COMPLEXITY_KEYS)
  return { ...opened.answered, ...(yield* statisticsSteps(opened, input)) }
}
