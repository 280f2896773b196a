import type { TargetTrees } from './boosting/fit-boosted-trees.ts'
import type { LeftOut } from './left-out.ts'

/**
 * What the trees give of a mean; the rest comes from the Gaussian process. Equal parts, since shares
 * fitted to a few hundred rows do worse (Smith and Wallis 2009, "the forecast combination puzzle").
 */
export const TREES_SHARE = 0.5

/** Mean of both. */
export function blendedMean(process: number, trees: number): number {
  return process + TREES_SHARE * (trees - process)
}

/** The blend of what both say of rows that were left out; the variances are the process's. */
export function blended({ means, variances }: LeftOut, trees: TargetTrees): LeftOut {
  const mixed = means.map((mean, row) => blendedMean(mean, trees.leftOut[row] as number))
  return { means: mixed, variances }
}
