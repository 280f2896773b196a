import type { Column } from './answered-rows.ts'
import type { Order } from './order.ts'
import { selected } from './selected.ts'

/** Bounds of one column, both included; what is missing is outside of any. */
export interface Filter {
  readonly column: Column
  readonly min: number
  readonly max: number
}

/** Whether an architecture is inside all bounds. */
export function passes(filters: readonly Filter[], architectureId: number): boolean {
  for (const { column, min, max } of filters) {
    const value = column(architectureId)
    // Written so that NaN fails.
    if (!(value >= min && value <= max)) return false
  }
  return true
}

/** Those of some architectures that are inside all bounds, in the same order. */
export function filtered(ids: Uint32Array, filters: readonly Filter[]): Uint32Array {
  if (filters.length === 0) return ids
  return selected(ids, (architectureId) => passes(filters, architectureId))
}

/** Some of an order's architectures from a position on; `next` is where the next one is. */
export function pageOf(
  order: Order,
  filters: readonly Filter[],
  { from, limit }: { readonly from: number; readonly limit: number },
): { ids: number[]; next: number | null } {
  const ids: number[] = []
  for (let at = from; at < order.length; at++) {
    const architectureId = order.idAt(at)
    if (!passes(filters, architectureId)) continue
    if (ids.length === limit) return { ids, next: at }
    ids.push(architectureId)
  }
  return { ids, next: null }
}
