/** Central intervals that are checked, in percent, and their half width in standard deviations. */
export const INTERVALS = {
  50: 0.6744897501960817,
  80: 1.2815515655446004,
  95: 1.959963984540054,
} as const
export type IntervalPercent = keyof typeof INTERVALS

export interface Gaussian {
  readonly means: ArrayLike<number>
  readonly standardDeviations: ArrayLike<number>
}

/**
 * Share of the true values inside of the central interval of a normal prediction: `percent` / 100
 * where the standard deviations mean what they say.
 * @returns null for no values
 */
export function coverage(
  truth: ArrayLike<number>,
  { means, standardDeviations }: Gaussian,
  percent: IntervalPercent,
): number | null {
  let inside = 0
  for (let at = 0; at < truth.length; at++) {
    const distance = Math.abs((truth[at] as number) - (means[at] as number))
    if (distance <= INTERVALS[percent] * (standardDeviations[at] as number)) inside++
  }
  return truth.length === 0 ? null : inside / truth.length
}
