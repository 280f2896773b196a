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
