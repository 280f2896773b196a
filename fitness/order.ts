import type { Column } from './answered-rows.ts'

/** Architecture ids in an order, by their position in it. */
export interface Order {
  readonly length: number
  idAt(position: number): number
}

/** The order that a list has. */
export function orderOf(ids: Uint32Array): Order {
  return { length: ids.length, idAt: (position) => ids[position] as number }
}

function countPresent(ids: Uint32Array, column: Column): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (Number.isNaN(column(ids[middle] as number))) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * The descending order without a list of its own: what is missing stays last and ties stay in the order
 * that they have. A walk remembers the ties that it is in.
 * @param ids ascending by the column, what is missing last
 */
export function descendingOrder(ids: Uint32Array, column: Column): Order {
  const present = countPresent(ids, column)
  const valueAt = (at: number) => column(ids[at] as number)
  let from = 0
  let to = 0
  return {
    length: ids.length,
    idAt: (position) => {
      if (position >= present) return ids[position] as number
      const at = present - 1 - position
      if (at < from || at >= to) {
        const tied = valueAt(at)
        from = at
        to = at + 1
        while (from > 0 && valueAt(from - 1) === tied) from--
        while (to < present && valueAt(to) === tied) to++
      }
      return ids[from + to - 1 - at] as number
    },
  }
}
