import type { Distribution } from '../fitness/distribution.ts'
import { MEAN_BITS, roundedDown, roundedUp } from '../surrogate/rounding.ts'

/**
 * How a measure becomes the target of a Gaussian process: itself, or the logarithm of its distance
 * from a bound (`above`: value - bound, `below`: bound - value). No run lies outside of the limits:
 * data beyond them count as the limit, and predictions do not pass it.
 */
export type Transform =
  | { readonly kind: 'identity'; readonly least: number; readonly most: number }
  | {
      readonly kind: 'log'
      readonly side: 'above' | 'below'
      readonly bound: number
      readonly distanceMin: number
      readonly distanceMax: number
    }

/** Least and greatest value of the target. */
export function targetRange(transform: Transform): readonly [number, number] {
  if (transform.kind === 'identity') return [transform.least, transform.most]
  return [Math.log(transform.distanceMin), Math.log(transform.distanceMax)]
}

export function transformed(transform: Transform, value: number): number {
  const [least, most] = targetRange(transform)
  if (transform.kind === 'identity') return Math.min(most, Math.max(least, value))
  const { side, bound } = transform
  const distance = side === 'above' ? value - bound : bound - value
  return distance > 0 ? Math.min(most, Math.max(least, Math.log(distance))) : least
}

/** A value, or the limit that it lies beyond. */
export function limited(transform: Transform, value: number): number {
  return measureValue(transform, transformed(transform, value))
}

/**
 * Gauss–Hermite quadrature for a standard normal variable, 11 nodes (Abramowitz and Stegun 1964,
 * 25.4.46): weights add up to 1, so that a mean never leaves the range of what it is the mean of.
 */
export const QUADRATURE: readonly (readonly [node: number, weight: number])[] = [
  [-5.1880012243748705, 8.121849790214909e-7],
  [-3.936166607129977, 0.0001956719302712236],
  [-2.865123160643645, 0.0067202852355372706],
  [-1.876035020154846, 0.06613874607105778],
  [-0.928868997381064, 0.24224029987396997],
  [0, 0.3694083694083693],
  [0.928868997381064, 0.24224029987396997],
  [1.876035020154846, 0.06613874607105778],
  [2.865123160643645, 0.0067202852355372706],
  [3.936166607129977, 0.0001956719302712236],
  [5.1880012243748705, 8.121849790214909e-7],
]

/** Mean and standard deviation of the measure where the target is normal with these, within its range. */
export function restored(
  transform: Transform,
  mean: number,
  deviation: number,
): { mean: number; deviation: number } {
  const [least, most] = targetRange(transform)
  let first = 0
  let second = 0
  let origin = 0
  for (const [at, [node, weight]] of QUADRATURE.entries()) {
    const target = Math.min(most, Math.max(least, mean + deviation * node))
    const value = measureValue(transform, target)
    if (at === 0) origin = value // differences keep the digits that squares would lose
    first += weight * (value - origin)
    second += weight * (value - origin) ** 2
  }
  return { mean: origin + first, deviation: Math.sqrt(Math.max(0, second - first * first)) }
}

function measureValue(transform: Transform, target: number): number {
  if (transform.kind === 'identity') return target
  const distance = Math.exp(target)
  return transform.side === 'above' ? transform.bound + distance : transform.bound - distance
}

/**
 * The same as a predictive distribution is described to users.
 * @param noise standard deviation between runs, of the target
 */
export function distributionOf(
  transform: Transform,
  { noise, runs }: { readonly noise: number; readonly runs: number },
): Distribution {
  const ends = targetRange(transform).map((target) => measureValue(transform, target))
  // Rounded predictions do not pass a bound that is rounded alike.
  const least = roundedDown(MEAN_BITS, Math.min(...ends))
  const most = roundedUp(MEAN_BITS, Math.max(...ends))
  if (transform.kind === 'identity') return { family: 'normal', noise, least, most, runs }
  const { side, bound } = transform
  return { family: 'log-normal', side, bound, noise, least, most, runs }
}
