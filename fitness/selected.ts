import type { Column } from './answered-rows.ts'

// Loops, because what typed arrays have for these goes by way of lists of boxed numbers.

/** 0 to length - 1. */
export function ascending(length: number): Uint32Array {
  const numbers = new Uint32Array(length)
  for (let at = 0; at < length; at++) numbers[at] = at
  return numbers
}

/** Those to keep, in the same order. */
export function selected(
  ids: Uint32Array,
  keeps: (architectureId: number) => boolean,
): Uint32Array {
  const kept = new Uint32Array(ids.length)
  let count = 0
  for (let at = 0; at < ids.length; at++) {
    const architectureId = ids[at] as number
    if (keeps(architectureId)) kept[count++] = architectureId
  }
  return count === ids.length ? kept : kept.slice(0, count)
}

/** The numbers of a column, those that are missing left out. */
export function presentValues(ids: Uint32Array, column: Column): Float64Array {
  const values = new Float64Array(ids.length)
  let count = 0
  for (let at = 0; at < ids.length; at++) {
    const value = column(ids[at] as number)
    if (!Number.isNaN(value)) values[count++] = value
  }
  return count === ids.length ? values : values.slice(0, count)
}
