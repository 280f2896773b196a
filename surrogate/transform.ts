/**
 * How a measure becomes the target of a Gaussian process: itself, or the logarithm of its distance
 * from a bound (`above`: value - bound, `below`: bound - value), no less than `distanceMin`.
 */
export type Transform =
  | { readonly kind: 'identity' }
  | {
      readonly kind: 'log'
      readonly side: 'above' | 'below'
      readonly bound: number
      readonly distanceMin: number
      readonly distanceMax: number
    }

export const IDENTITY: Transform = { kind: 'identity' }

export function transformed(transform: Transform, value: number): number {
  if (transform.kind === 'identity') return value
  const { side, bound, distanceMin, distanceMax } = transform
  const distance = side === 'above' ? value - bound : bound - value
  return Math.log(Math.min(distanceMax, Math.max(distanceMin, distance)))
}

/** Mean and standard deviation of the measure where the target is normal with these. */
export function restored(
  transform: Transform,
  mean: number,
  deviation: number,
): { mean: number; deviation: number } {
  if (transform.kind === 'identity') return { mean, deviation }
  const variance = deviation * deviation
  const distance = Math.exp(mean + variance / 2)
  return {
    mean: transform.side === 'above' ? transform.bound + distance : transform.bound - distance,
    deviation: distance * Math.sqrt(Math.expm1(variance)),
  }
}
