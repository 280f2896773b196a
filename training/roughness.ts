import { levelOf, overallFactor } from './calibration.ts'
import { INTERVALS } from './evaluation/metrics/coverage.ts'
import type { LeftOut } from './left-out.ts'
import type { OutOfFold } from './out-of-fold.ts'
import { type MeasureTarget, meanOf } from './targets.ts'

/** Fewer pairs say little. */
const PAIRS_MIN = 100
const HALVINGS = 12

/**
 * Variance of the true value that no neighbour shares, beyond the process's own: with it, 80 %
 * intervals of the difference of two similar architectures hold 80 %, and those of each one still do.
 * A kernel that is too smooth needs it, and intervals of single values cannot tell. 0 where the
 * differences hold without it; at most the mean variance of the process.
 * @param noise variance between runs, of the standardised target
 */
export function roughness(
  target: MeasureTarget,
  { neighbours }: LeftOut,
  held: OutOfFold,
  noise: number,
): number {
  if (neighbours.length < PAIRS_MIN) return 0
  const isEnough = (own: number): boolean => {
    const variances = held.variances.map((variance) => variance + own)
    const factor = overallFactor(target, { ...held, variances }, noise)
    const inside = neighbours.filter(({ rows: [a, b], variance }) => {
      const beyond = 2 * own + noiseOf(target, a, noise) + noiseOf(target, b, noise)
      const difference = Math.abs(residual(target, held, a) - residual(target, held, b))
      return difference <= INTERVALS[80] * factor * Math.sqrt(variance + beyond)
    })
    return inside.length >= levelOf(held) * neighbours.length
  }
  if (isEnough(0)) return 0
  let [low, high] = [0, meanOf(held.variances)]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}

function residual({ values }: MeasureTarget, { means }: OutOfFold, row: number): number {
  return (values[row] as number) - (means[row] as number)
}

/** Of the mean of a row's runs. */
function noiseOf({ published }: MeasureTarget, row: number, noise: number): number {
  return noise / (published[row] as Float64Array).length
}
