import type { AnsweredRows, Column } from '../../../fitness/answered-rows.ts'
import { type SortedIds, sortedBy } from '../../../fitness/order.ts'
import { radixOrder } from '../../../fitness/radix-order.ts'
import { ascending } from '../../../fitness/selected.ts'
import type { ReleaseView } from '../release-view.ts'
import type { Steps } from '../run-cooperatively.ts'

// Up to 2.1 MB each; they go with the release that they are of.
const ORDERS_MAX = 12
const ordersOf = new WeakMap<ReleaseView, Map<string, SortedIds>>()

export interface Sorting {
  /** Names what is sorted by what: equal of equal orders of one release only. */
  readonly name: string
  readonly column: Column
}

function* sortIds(ids: Uint32Array, { column }: Sorting): Steps<SortedIds> {
  const idAt = (place: number) => ids[place] as number
  const order = yield* radixOrder(ascending(ids.length), (place) => column(idAt(place)))
  for (let at = 0; at < order.length; at++) order[at] = idAt(order[at] as number)
  yield
  return yield* sortedBy(order, column)
}

/** The ids of all rows, ascending by a column; the last few orders are kept. */
export function* sortedIds(
  release: ReleaseView,
  { ids }: Pick<AnsweredRows, 'ids'>,
  sorting: Sorting,
): Steps<SortedIds> {
  const orders = ordersOf.get(release) ?? new Map<string, SortedIds>()
  ordersOf.set(release, orders)
  const order = orders.get(sorting.name) ?? (yield* sortIds(ids, sorting))
  // A map keeps the order of insertion: the first is the one that was longest not asked for.
  orders.delete(sorting.name)
  orders.set(sorting.name, order)
  const [oldest] = orders.keys()
  if (orders.size > ORDERS_MAX && oldest !== undefined) orders.delete(oldest)
  return order
}
