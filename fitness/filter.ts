import type { Column } from './answered-rows.ts'
import type { ConditionOperator } from './condition.ts'
import type { Order } from './order.ts'
import { selected } from './selected.ts'

/** Which values of one column pass: those from `min` to `max`, both included, but `except`. NaN never passes. */
export interface Filter {
  readonly column: Column
  readonly min: number
  readonly max: number
  /** NaN for none. */
  readonly except: number
}

const EVERY = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, except: Number.NaN }

/** The filter of a comparison with a number. */
export function filterOf(column: Column, operator: ConditionOperator, value: number): Filter {
  switch (operator) {
    case '<=':
      return { column, ...EVERY, max: value }
    case '>=':
      return { column, ...EVERY, min: value }
    case '<':
      return { column, ...EVERY, max: value, except: value }
    case '>':
      return { column, ...EVERY, min: value, except: value }
    case '=':
      return { column, ...EVERY, min: value, max: value }
    case '!=':
      return { column, ...EVERY, except: value }
  }
}

/** Whether an architecture passes all filters. */
export function passes(filters: readonly Filter[], architectureId: number): boolean {
  for (const { column, min, max, except } of filters) {
    const value = column(architectureId)
    // Written so that NaN fails.
    if (!(value >= min && value <= max && value !== except)) return false
  }
  return true
}

/** Those of some architectures that pass all filters, in the same order. */
export function filtered(ids: Uint32Array, filters: readonly Filter[]): Uint32Array {
  if (filters.length === 0) return ids
  return selected(ids, (architectureId) => passes(filters, architectureId))
}

// A walk in another order than that of the ids reads the columns here and there, which is slow.
const ASKED_MAX = 4096

function maskOf(ids: Uint32Array, filters: readonly Filter[]): Uint8Array {
  const mask = new Uint8Array((ids[ids.length - 1] ?? -1) + 1).fill(1)
  for (const { column, min, max, except } of filters) {
    for (let at = 0; at < ids.length; at++) {
      const architectureId = ids[at] as number
      if (mask[architectureId] === 0) continue
      const value = column(architectureId)
      if (!(value >= min && value <= max && value !== except)) mask[architectureId] = 0
    }
  }
  return mask
}

/**
 * `passes` for a walk in any order: the first few are asked one by one, then all at once.
 * @param ids ascending; of all that will be asked
 */
export function passing(
  ids: Uint32Array,
  filters: readonly Filter[],
): (architectureId: number) => boolean {
  if (filters.length === 0) return () => true
  let asked = 0
  let mask: Uint8Array | null = null
  return (architectureId) => {
    if (mask === null && asked++ < ASKED_MAX) return passes(filters, architectureId)
    mask ??= maskOf(ids, filters)
    return mask[architectureId] === 1
  }
}

/** Some of an order's architectures from a position on; `next` is where the next one is. */
export function pageOf(
  order: Order,
  keeps: (architectureId: number) => boolean,
  { from, limit }: { readonly from: number; readonly limit: number },
): { ids: number[]; next: number | null } {
  const ids: number[] = []
  for (let at = from; at < order.length; at++) {
    const architectureId = order.idAt(at)
    if (!keeps(architectureId)) continue
    if (ids.length === limit) return { ids, next: at }
    ids.push(architectureId)
  }
  return { ids, next: null }
}
