/**
 * Kendall's tau-b, with ties, in O(n log n) (Knight 1966): 1 for the same order, -1 for the reverse.
 * @returns null where one of the two lists has fewer than two different values
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const n = x.length
  const order = Uint32Array.from({ length: n }, (_, at) => at)
  const xs = Float64Array.from(x)
  const ys = Float64Array.from(y)
  order.sort((a, b) => {
    const byX = (xs[a] as number) - (xs[b] as number)
    return byX !== 0 ? byX : (ys[a] as number) - (ys[b] as number)
  })
  const sortedX = Float64Array.from(order, (at) => xs[at] as number)
  const sortedY = Float64Array.from(order, (at) => ys[at] as number)
  const pairs = (n * (n - 1)) / 2
  const tiedX = tiedPairs(sortedX)
  const tiedBoth = tiedPairs(sortedX, sortedY)
  const discordant = sortCountingSwaps(sortedY)
  const tiedY = tiedPairs(sortedY)
  const comparable = (pairs - tiedX) * (pairs - tiedY)
  if (comparable <= 0) return null
  return (pairs - tiedX - tiedY + tiedBoth - 2 * discordant) / Math.sqrt(comparable)
}

/** Kendall's tau-b after both lists are rounded to multiples of `step` (NAS-Bench-301's sparse tau). */
export function sparseKendallTau(
  truth: ArrayLike<number>,
  predictions: ArrayLike<number>,
  step: number,
): number | null {
  const rounded = (values: ArrayLike<number>) =>
    Float64Array.from(values, (value) => Math.round(value / step))
  return kendallTau(rounded(truth), rounded(predictions))
}

// Pairs that are equal in the sorted list, or in both lists that were sorted together.
function tiedPairs(sorted: Float64Array, second?: Float64Array): number {
  let tied = 0
  let run = 1
  for (let at = 1; at <= sorted.length; at++) {
    const isSame =
      at < sorted.length &&
      sorted[at] === sorted[at - 1] &&
      (second === undefined || second[at] === second[at - 1])
    if (isSame) {
      run++
    } else {
      tied += (run * (run - 1)) / 2
      run = 1
    }
  }
  return tied
}

// Bottom-up merge sort in place; how many pairs stood in the wrong order.
function sortCountingSwaps(values: Float64Array): number {
  const n = values.length
  let from: Float64Array = values
  let to: Float64Array = new Float64Array(n)
  let swaps = 0
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(start + width, n)
      const end = Math.min(start + 2 * width, n)
      let left = start
      let right = middle
      for (let at = start; at < end; at++) {
        const takesRight =
          right < end && (left >= middle || (from[right] as number) < (from[left] as number))
        if (takesRight) {
          swaps += middle - left
          to[at] = from[right++] as number
        } else {
          to[at] = from[left++] as number
        }
      }
    }
    const sorted = to
    to = from
    from = sorted
  }
  if (from !== values) values.set(from)
  return swaps
}
