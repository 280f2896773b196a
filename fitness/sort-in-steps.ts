// Few enough numbers to be sorted in some milliseconds.
const STEP = 65_536

/** Merges two ranges that are ascending and follow each other. */
function merge(
  from: Float64Array,
  to: Float64Array,
  [start, middle, end]: readonly number[],
): void {
  let left = start as number
  let right = middle as number
  for (let at = left; at < (end as number); at++) {
    const takesLeft =
      right >= (end as number) ||
      (left < (middle as number) && (from[left] as number) <= (from[right] as number))
    to[at] = from[takesLeft ? left++ : right++] as number
  }
}

/**
 * Sorts numbers, none of them NaN, ascending. Of many it yields now and then, so that others get their
 * turn.
 * @param values are overwritten
 * @returns the sorted ones, in `values` or in an array of the same length
 */
export function* sortInSteps(values: Float64Array): Generator<undefined, Float64Array> {
  const { length } = values
  for (let from = 0; from < length; from += STEP) {
    if (from > 0) yield
    values.subarray(from, from + STEP).sort()
  }
  let sorted = values
  let spare: Float64Array = new Float64Array(length > STEP ? length : 0)
  for (let width = STEP; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      yield
      const ends = [from, Math.min(from + width, length), Math.min(from + 2 * width, length)]
      merge(sorted, spare, ends)
    }
    ;[sorted, spare] = [spare, sorted]
  }
  return sorted
}
