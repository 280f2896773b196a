import type { Distribution } from '../../fitness/distribution.ts'
import { exponential, naturalLogarithm } from '../../fitness/portable-math.ts'
import { MEAN_BITS, roundedTo } from '../rounding.ts'

/** What is served of one measure of one architecture, and what its worlds deviate by. */
export interface Served {
  readonly distribution: Distribution
  /** The prediction and the standard deviation of a single run. */
  readonly mean: number
  readonly ofRun: number
  /** At the architecture's distance: factor of the process's deviation, and the variance beyond it. */
  readonly scale: number
  readonly rest: number
}

/** What a world draws for one measure of one architecture. */
export interface Drawn {
  /** Deviation of the process from its mean. */
  readonly process: number
  /** Standard normal number of the part that is the architecture's own. */
  readonly own: number
  /** Standard normal number of the noise of a run; null for the true value. */
  readonly run: number | null
}

/**
 * The value of a world, within the bounds of predictions and with as many digits.
 *
 * Over all worlds true values have the mean that is served and its deviation `truth`, and runs that of
 * a run; of a log-normal distribution the deviations are those of the logarithm of the distance.
 */
export function worldValue(
  { distribution, mean, ofRun, scale, rest }: Served,
  { process, own, run }: Drawn,
): number {
  const { least, most, noise } = distribution
  const distance = distribution.family === 'normal' ? 1 : Math.abs(distribution.bound - mean)
  const whole = wholeVariance(distribution, { distance, ofRun })
  const ofRuns = Math.min(noise * noise, whole)
  const truth = whole - ofRuns
  let deviation = scale * process
  // Where the process alone varies more than the truth may, it is scaled down.
  if (rest >= 0) deviation += Math.sqrt(rest) * own
  else deviation *= Math.sqrt(truth / (truth - rest))
  let variance = truth
  if (run !== null) {
    deviation += Math.sqrt(ofRuns) * run
    variance = whole
  }
  let value: number
  if (distribution.family === 'normal') value = mean + deviation
  else {
    const drawn = distance * exponential(deviation - variance / 2)
    value = distribution.side === 'above' ? distribution.bound + drawn : distribution.bound - drawn
  }
  return Math.min(most, Math.max(least, roundedTo(MEAN_BITS, value)))
}

/** Of a run, of the target. */
function wholeVariance(
  { family }: Distribution,
  { distance, ofRun }: { readonly distance: number; readonly ofRun: number },
): number {
  if (family === 'normal') return ofRun * ofRun
  if (distance === 0) return 0
  const ratio = ofRun / distance
  return naturalLogarithm(1 + ratio * ratio)
}
