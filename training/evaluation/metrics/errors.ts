/** Equal values have a mean that is off by rounding, and so squares that are not quite 0. */
const ROUNDING = 1e-12

/** Whether squared distances from a centre, summed, are what rounding leaves of equal values. */
export function areEqual(squares: number, centre: number, count: number): boolean {
  return !(squares > count * (ROUNDING * centre) ** 2)
}

/**
 * R², the share of the variance that is explained: 1 is perfect, 0 as good as the mean of `truth`,
 * negative worse.
 * @returns null for no values, or where all true values are equal
 */
export function rSquared(truth: ArrayLike<number>, predictions: ArrayLike<number>): number | null {
  let sum = 0
  for (let at = 0; at < truth.length; at++) sum += truth[at] as number
  const mean = sum / truth.length
  let residual = 0
  let total = 0
  for (let at = 0; at < truth.length; at++) {
    residual += ((truth[at] as number) - (predictions[at] as number)) ** 2
    total += ((truth[at] as number) - mean) ** 2
  }
  return areEqual(total, mean, truth.length) ? null : 1 - residual / total
}

/** Mean absolute error in the unit of the values; null for no values. */
export function meanAbsoluteError(
  truth: ArrayLike<number>,
  predictions: ArrayLike<number>,
): number | null {
  let sum = 0
  for (let at = 0; at < truth.length; at++) {
    sum += Math.abs((truth[at] as number) - (predictions[at] as number))
  }
  return truth.length === 0 ? null : sum / truth.length
}
