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

/** Ids ascending by a column, what is missing last. */
export interface SortedIds {
  readonly ids: Uint32Array
  /** 1 where the value is that of the id before. */
  readonly ties: Uint8Array
  /** Ids with a value. */
  readonly present: number
}

const STEP = 65_536

/**
 * Notes the ties of ids that are sorted, so that no walk has to read the column. Yields now and then, so
 * that others get their turn.
 */
export function* sortedBy(ids: Uint32Array, column: Column): Generator<undefined, SortedIds> {
  const ties = new Uint8Array(ids.length)
  let present = 0
  let before = Number.NaN
  for (; present < ids.length; present++) {
    if (present % STEP === STEP - 1) yield
    const value = column(ids[present] as number)
    if (Number.isNaN(value)) break
    ties[present] = value === before ? 1 : 0
    before = value
  }
  return { ids, ties, present }
}

/**
 * The descending order without a list of its own: what is missing stays last and ties stay in the order
 * that they have. A walk remembers the ties that it is in.
 */
export function descendingOrder({ ids, ties, present }: SortedIds): Order {
  let from = 0
  let to = 0
  return {
    length: ids.length,
    idAt: (position) => {
      if (position >= present) return ids[position] as number
      const at = present - 1 - position
      if (at < from || at >= to) {
        from = at
        to = at + 1
        while (ties[from] === 1) from--
        while (to < present && ties[to] === 1) to++
      }
      return ids[from + to - 1 - at] as number
    },
  }
}
