import type { TargetForest } from './forest/fit-forest.ts'
import type { LeftOut } from './left-out.ts'
import type { MeasureTarget } from './targets.ts'

/** A share of less is not worth a forest. */
const SHARE_MIN = 0.05

/**
 * What part of the mean the forest gives: the one that leaves the smallest squared error of the rows
 * when they are left out (Breiman 1996, "Stacked regressions"), rows with more runs counting more.
 */
export function forestShare(
  { values, noiseShares }: MeasureTarget,
  { means }: LeftOut,
  forest: TargetForest,
): number {
  let product = 0
  let square = 0
  for (let row = 0; row < values.length; row++) {
    const process = means[row] as number
    const difference = (forest.leftOut[row] as number) - process
    const weight = 1 / (noiseShares[row] as number)
    product += weight * difference * ((values[row] as number) - process)
    square += weight * difference * difference
  }
  const share = square > 0 ? Math.min(1, product / square) : 0
  return share < SHARE_MIN ? 0 : share
}

/** The blend of what both say of rows that were left out; the variances are the process's. */
export function blended({ means, variances }: LeftOut, forest: TargetForest, share: number) {
  const mixed = means.map((mean, row) => mean + share * ((forest.leftOut[row] as number) - mean))
  return { means: mixed, variances }
}
