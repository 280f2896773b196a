import { pageOf, passing } from '../../../fitness/filter.ts'
import { fullMeasureKey } from '../../../fitness/measure.ts'
import { descendingOrder, type Order, orderOf } from '../../../fitness/order.ts'
import type { Context } from '../context.ts'
import type { Steps } from '../run-cooperatively.ts'
import { LISTED_DEFAULT, type ListedSelectionInput } from '../schemas/listing.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { openRows, type Result, resultOf } from './open-rows.ts'
import { sortedIds } from './sorted-ids.ts'

export type ListingInput = ListedSelectionInput & {
  readonly sort: string
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

function openListing(context: Context, input: ListingInput) {
  const opened = openRows(context, input)
  const { release } = context
  const { answered, rows, filterText } = opened
  const descending = input.sort.startsWith('-')
  const key = fullMeasureKey(descending ? input.sort.slice(1) : input.sort)
  const column = opened.columnOf(key, '/sort')
  const rowsOf = [answered.instance, answered.epochs, input.source, input.halfway, answered.world]
  const name = JSON.stringify([...rowsOf, key])
  const place = { release: release.id, query: [name, descending, filterText] }
  const { cursor } = input
  const from = cursor === undefined ? 0 : readCursor(cursor, place, rows.ids.length)
  function* order(): Steps<Order> {
    if (key === 'architectureId' && !descending) return orderOf(rows.ids)
    const sorted = yield* sortedIds(release, rows, { name, column })
    return descending ? descendingOrder(sorted) : orderOf(sorted.ids)
  }
  return { opened, key, place, from, order, keeps: passing(rows.ids, opened.filters) }
}

/** One page of the listing. */
export function* listRows(context: Context, input: ListingInput) {
  const { opened, key, place, from, order, keeps } = openListing(context, input)
  yield* opened.prepare([key])
  const limit = input.limit ?? LISTED_DEFAULT
  const { ids, next } = pageOf(yield* order(), keeps, { from, limit })
  return {
    ...opened.answered,
    results: ids.map((architectureId) => resultOf(context, opened, architectureId)),
    next: next === null ? null : writeCursor(place, next),
  }
}

/** The whole listing from the cursor on, or as much as the limit says. */
export function streamRows(context: Context, input: ListingInput): Iterable<Result | undefined> {
  const { opened, key, from, order, keeps } = openListing(context, input)
  const most = input.limit ?? Number.POSITIVE_INFINITY
  function* results() {
    yield* opened.prepare([key])
    const all = yield* order()
    let given = 0
    for (let at = from; at < all.length && given < most; at++) {
      const architectureId = all.idAt(at)
      if (!keeps(architectureId)) continue
      given++
      yield resultOf(context, opened, architectureId)
    }
  }
  return results()
}
