import { filtered } from '../../../fitness/filter.ts'
import { fullMeasureKey } from '../../../fitness/measure.ts'
import {
  OBJECTIVES_MAX,
  OBJECTIVES_MIN,
  type Objective,
  paretoFront,
} from '../../../fitness/pareto.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import type { ListedSelectionInput } from '../schemas/listing.ts'
import { openRows, resultOf } from './open-rows.ts'

export type ParetoInput = ListedSelectionInput & {
  readonly minimize: readonly string[]
  readonly maximize: readonly string[]
  readonly limit: number
}

export interface NamedObjective {
  readonly name: string
  readonly direction: Objective['direction']
}

/** @throws ApiError `request_invalid` where there are too few, too many, or one twice */
export function objectivesOf({
  minimize,
  maximize,
}: Pick<ParetoInput, 'minimize' | 'maximize'>): NamedObjective[] {
  const named = [
    ...minimize.map((name): NamedObjective => ({ name, direction: 'minimize' })),
    ...maximize.map((name): NamedObjective => ({ name, direction: 'maximize' })),
  ]
  const keys = new Set(named.map(({ name }) => fullMeasureKey(name)))
  const isCounted = named.length >= OBJECTIVES_MIN && named.length <= OBJECTIVES_MAX
  if (isCounted && keys.size === named.length) return named
  const detail = isCounted
    ? 'The same measure is named twice; name each once.'
    : `There are ${named.length} objectives; name ${OBJECTIVES_MIN} to ${OBJECTIVES_MAX} in minimize and maximize together.`
  const errors = ['/minimize', '/maximize'].map((pointer) => ({ pointer, detail }))
  throw new ApiError('request_invalid', detail, { errors })
}

/** The Pareto front of the rows that meet the conditions. */
export function* paretoRows(context: Context, input: ParetoInput) {
  const named = objectivesOf(input)
  const opened = openRows(context, input)
  const objectives = named.map(
    ({ name, direction }): Objective => ({
      column: opened.columnOf(name, `/${direction}`),
      direction,
    }),
  )
  const names = named.map(({ name }) => name)
  yield* opened.prepare(names)
  const ids = filtered(opened.rows.ids, opened.filters)
  const front = yield* paretoFront(ids, objectives)
  return {
    ...opened.answered,
    objectives: named.map(({ name, direction }) => ({ name: fullMeasureKey(name), direction })),
    compared: front.compared,
    size: front.ids.length,
    results: Array.from(front.ids.subarray(0, input.limit), (id) => resultOf(context, opened, id)),
  }
}
