import type { LeftOut } from './left-out.ts'

/**
 * What a second model gives of a mean; the rest comes from the Gaussian process. Equal parts, since
 * shares fitted to the data do worse (Smith and Wallis 2009, "the forecast combination puzzle").
 */
export const SECOND_SHARE = 0.5

/** Mean of both. */
export function blendedMean(process: number, second: number): number {
  return process + SECOND_SHARE * (second - process)
}

/** The blend of what both say of rows that were left out; the variances are the process's. */
export function blended(process: LeftOut, second: Float64Array): LeftOut {
  const means = process.means.map((mean, row) => blendedMean(mean, second[row] as number))
  return { ...process, means }
}
