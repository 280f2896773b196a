import { ERRORS } from '../api/operations/errors.ts'
import type { Outputs } from './client.ts'
import { EoNasBenchError } from './eo-nas-bench-error.ts'

type Item = Outputs['query']['results'][number]

/** An item of a batch that has an answer. */
export type AnsweredItem = Extract<Item, { hash: string }>

/** @throws EoNasBenchError with what the error of the item says, or where there is no such item */
export function requireAnswer(item: Item | undefined): AnsweredItem {
  if (item === undefined) throw new Error('The answer has fewer results than were asked for')
  if (!('error' in item)) return item
  const { code, detail, reason } = item.error
  throw new EoNasBenchError({ code, status: ERRORS[code].status, detail, reason, requestId: null })
}
