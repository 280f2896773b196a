import { z } from 'zod'
import { fullMeasureKey, measureKey, measureName } from '../../fitness/measure.ts'
import type { Context } from './context.ts'
import { ApiError } from './errors.ts'
import { openRows } from './listing/open-rows.ts'
import type { Steps } from './run-cooperatively.ts'
import { ColumnKey, rowSelection } from './schemas/listing.ts'

/** Which number of which architectures. */
export const ColumnInput = z.strictObject({
  instance: rowSelection.instance,
  column: ColumnKey,
  epochs: rowSelection.epochs,
  source: z.enum(['auto', 'tabular', 'surrogate']).default('auto').meta({
    description: 'As in listings: which architectures have a value, and whether it was measured',
  }),
  statistic: z.enum(['mean', 'standardDeviation']).default('mean').meta({
    description:
      'standardDeviation: the predictive one of a single run; NaN where the fitness was measured',
  }),
})
export type ColumnInput = z.output<typeof ColumnInput>

const ROWS_A_STEP = 65_536

type ColumnOf = (architectureId: number) => number

function deviationOf(
  opened: ReturnType<typeof openRows>,
  column: string,
  pointer: string,
): ColumnOf {
  const { problem, rows } = opened
  const key = fullMeasureKey(column)
  const name = rows.measures.find((measure) => measureKey(measure) === key)
  const place = problem.predictions?.packed.measures.findIndex(
    (measure) => name !== undefined && measureName(measure) === measureName(name),
  )
  const packed = problem.predictions?.packed
  if (packed === undefined || place === undefined || place < 0) {
    const detail = `No surrogate predicts ${column} here, so it has no standard deviation.`
    throw new ApiError('request_invalid', detail, { errors: [{ pointer, detail }] })
  }
  return (id) => (rows.isTabular(id) ? Number.NaN : packed.deviationOf(place, id))
}

/**
 * One number of every architecture, by its id; NaN where there is none.
 * @throws ApiError as a listing
 */
export function* columnValues(context: Context, input: ColumnInput): Steps<Float64Array> {
  const { instance, epochs, source, column, statistic } = input
  const opened = openRows(context, {
    instance,
    epochs,
    source,
    world: 0,
    run: 'mean',
    halfway: false,
    where: [],
  })
  const numberOf: ColumnOf =
    statistic === 'mean'
      ? opened.columnOf(column, '/column')
      : deviationOf(opened, column, '/statistic')
  yield* opened.prepare([fullMeasureKey(column)])
  const { ids } = opened.rows
  const values = new Float64Array(context.space.size).fill(Number.NaN)
  for (let from = 0; from < ids.length; from += ROWS_A_STEP) {
    const to = Math.min(ids.length, from + ROWS_A_STEP)
    for (let at = from; at < to; at++) {
      const id = ids[at] as number
      values[id] = numberOf(id)
    }
    yield
  }
  return values
}
