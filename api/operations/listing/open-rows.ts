import { type AnsweredRows, answeredRows, type Column } from '../../../fitness/answered-rows.ts'
import { type ConditionSource, conditionText } from '../../../fitness/condition.ts'
import { type Filter, filterOf } from '../../../fitness/filter.ts'
import { didYouMean } from '../../../fitness/nearest-name.ts'
import type { Deviation } from '../../../fitness/predictive.ts'
import type { Context } from '../context.ts'
import { ApiError, shorten } from '../errors.ts'
import { type FitnessAnswers, instanceView, noFitness, openFitness } from '../fitness.ts'
import { unfinishedError } from '../preparation.ts'
import type { InstanceView } from '../release-view.ts'
import type { Steps } from '../run-cooperatively.ts'
import type { RowSelectionInput } from '../schemas/listing.ts'

/** The rows that a request looks at. */
export interface OpenedRows extends FitnessAnswers {
  readonly view: InstanceView
  readonly rows: AnsweredRows
  readonly filters: readonly Filter[]
  /** Of the conditions: the same ones in any order, the same text. */
  readonly filterText: string
  /** @throws ApiError `request_invalid` where the instance has no such number */
  columnOf(key: string, pointer: string): Column
  /** To be run before all of some columns is read; there are no steps where that takes no time. */
  prepare(keys: readonly string[]): Steps<void>
}

// Few enough that what is compared as text is a number in a filter.
const CODES: { readonly [Source in ConditionSource]: number } = { tabular: 0, surrogate: 1 }

const sourceColumn =
  ({ isTabular }: AnsweredRows): Column =>
  (architectureId) =>
    CODES[isTabular(architectureId) ? 'tabular' : 'surrogate']

const AHEAD = 8192
// Few rows are computed at once sooner than the whole space ahead.
const FEW = 10_000
const COMPLEXITY = /^(trainableParameters|macs)$/

function* computeAhead(view: InstanceView): Steps<void> {
  while (!view.complexity.computeAhead(AHEAD)) yield
}

/**
 * @throws ApiError as `openFitness`; `unavailable` while what they lack is being computed; `not_evaluated` where no surrogate predicts what only one could
 * answer; `request_invalid` where a condition names a number that the instance does not have
 */
export function openRows(
  context: Context,
  input: RowSelectionInput & { readonly deviation?: Deviation },
): OpenedRows {
  const { space } = context
  const view = instanceView(context, input.instance)
  const fitness = openFitness(context, { ...input, seed: 0, deviation: input.deviation ?? 'run' })
  const { problem } = fitness
  if (input.source === 'surrogate' && problem.predictions === null) {
    const none = fitness.answer(0, space.hashOf(0))
    if ('code' in none) throw noFitness(none)
  }
  // What is predicted belongs to the rows: without it they would be a part that looks like the whole.
  const coming = input.source === 'tabular' ? null : problem.pending?.()
  if (coming) throw unfinishedError(coming)
  const rows = answeredRows(space, problem, input)
  const columnOf = (key: string, pointer: string): Column => {
    const column = rows.columnOf(key)
    if (column !== undefined) return column
    const hint = didYouMean(key, rows.keys)
    const detail = `${view.instance.id} has no ${shorten(key)}.${hint} It has: ${rows.keys.join(', ')}.`
    throw new ApiError('request_invalid', detail, { errors: [{ pointer, detail }] })
  }
  const filters = input.where.map(({ name, operator, value }, at): Filter => {
    return typeof value === 'string'
      ? filterOf(sourceColumn(rows), operator, CODES[value])
      : filterOf(columnOf(name, `/where/${at}`), operator, value)
  })
  return {
    ...fitness,
    view,
    rows,
    filters,
    filterText: [...new Set(input.where.map(conditionText))].sort().join(),
    columnOf,
    prepare: function* (keys) {
      const read = [...keys, ...input.where.map(({ name }) => name)]
      const isReady =
        rows.ids.length < FEW ||
        !read.some((key) => COMPLEXITY.test(key)) ||
        view.complexity.computeAhead(0)
      if (!isReady) yield* computeAhead(view)
    },
  }
}

/** What is answered of one architecture. */
export type Result = Exclude<ReturnType<FitnessAnswers['answer']>, { code: unknown }>

/** The answer of one of the rows, as `getFitness` gives it. */
export function resultOf(
  { space }: Context,
  { answer }: Pick<OpenedRows, 'answer'>,
  architectureId: number,
): Result {
  const result = answer(architectureId, space.hashOf(architectureId))
  // Only architectures with an answer are rows.
  if ('code' in result) throw new Error(result.detail)
  return result
}
