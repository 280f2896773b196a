import type { Metric } from '../../../fitness/instance.ts'

export interface Choice {
  /** How many of the best predicted are trained in truth. */
  readonly k: number
  readonly direction: Metric['direction']
}

/**
 * What is lost when the best of the k best predicted is taken for the best of all: the difference of
 * their true values, never negative, in the unit of the values. Equal predictions are taken in the
 * worst order, so that a constant prediction gains nothing from the order of the rows.
 * @returns null for no values
 */
export function regret(
  truth: ArrayLike<number>,
  predictions: ArrayLike<number>,
  { k, direction }: Choice,
): number | null {
  if (truth.length === 0) return null
  const sign = direction === 'maximize' ? 1 : -1
  const order = Uint32Array.from({ length: truth.length }, (_, at) => at)
  order.sort(
    (a, b) =>
      sign * ((predictions[b] as number) - (predictions[a] as number)) ||
      sign * ((truth[a] as number) - (truth[b] as number)),
  )
  const bestOf = (rows: Uint32Array) => {
    let best = -Infinity
    for (const row of rows) best = Math.max(best, sign * (truth[row] as number))
    return best
  }
  return bestOf(order) - bestOf(order.subarray(0, k))
}
