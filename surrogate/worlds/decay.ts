import { exponential } from '../../fitness/portable-math.ts'

const STEPS = 256
const GREATEST = 64

let table: Float64Array | undefined

/** exp(-value) at multiples of 1 / STEPS. */
export function decayTable(): Float64Array {
  table ??= Float64Array.from({ length: GREATEST * STEPS + 1 }, (_, at) => exponential(-at / STEPS))
  return table
}

/**
 * exp(-value) of a number that is not negative, within 1e-12 of the result: a table entry times the
 * series of the rest. Made of sums and products alone, it has the same bits on every machine.
 * @param decays the result of `decayTable`
 */
export function decay(decays: Float64Array, value: number): number {
  if (value >= GREATEST) return 0
  const at = (value * STEPS + 0.5) | 0
  const rest = at / STEPS - value
  return (decays[at] as number) * (1 + rest * (1 + rest * (0.5 + rest * (1 / 6 + rest / 24))))
}
