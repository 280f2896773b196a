import type { Distribution } from './distribution.ts'
import { exponential, naturalLogarithm } from './portable-math.ts'

/** Of what a standard deviation can be: of a single run, of the mean of the runs, of the truth. */
export const DEVIATIONS = ['run', 'mean', 'truth'] as const
/** `truth` is the expectation over runs. */
export type Deviation = (typeof DEVIATIONS)[number]

/** Of the logarithm of the distance from a bound, by the moments of the distance. */
function logVariance(distance: number, ofRun: number): number {
  // Single precision may round a mean to its bound, and the logarithm of infinity never ends.
  if (distance === 0) return 0
  const ratio = ofRun / distance
  return naturalLogarithm(1 + ratio * ratio)
}

/**
 * A predictive standard deviation in the unit of the metric.
 * @param mean of the predictive distribution of a run
 * @param ofRun its standard deviation
 */
export function predictiveDeviation(
  distribution: Distribution,
  mean: number,
  ofRun: number,
  deviation: Deviation,
): number {
  if (deviation === 'run') return ofRun
  const { family, runs } = distribution
  const noise = distribution.noise * distribution.noise
  const distance = family === 'normal' ? 0 : Math.abs(distribution.bound - mean)
  const whole = family === 'normal' ? ofRun * ofRun : logVariance(distance, ofRun)
  // Where the noise is all that there is, the mean of runs is not less certain than a run.
  const ofRuns = Math.min(noise, whole)
  const truth = whole - ofRuns
  const variance = deviation === 'truth' ? truth : truth + ofRuns / runs
  return family === 'normal' ? Math.sqrt(variance) : distance * Math.sqrt(exponential(variance) - 1)
}

/**
 * The value that a standard normal number stands for, in single precision, inside of the bounds. Of a
 * log-normal distribution the number moves the distance: what lies below a bound falls as it rises.
 */
export function drawnValue(
  distribution: Distribution,
  mean: number,
  ofRun: number,
  normal: number,
): number {
  const { least, most } = distribution
  let value: number
  if (distribution.family === 'normal') value = mean + ofRun * normal
  else {
    const { bound, side } = distribution
    const distance = Math.abs(bound - mean)
    const variance = logVariance(distance, ofRun)
    const drawn = distance * exponential(Math.sqrt(variance) * normal - variance / 2)
    value = side === 'above' ? bound + drawn : bound - drawn
  }
  return Math.min(most, Math.max(least, Math.fround(value)))
}
