import { exponential } from '../../fitness/portable-math.ts'

const STEPS = 256
const GREATEST = 64
const LAST = GREATEST * STEPS

// The series of an exponential of a rest, which is at most half a step.
const [FIRST, SECOND, THIRD] = [1 / STEPS, 1 / (2 * STEPS ** 2), 1 / (6 * STEPS ** 3)]

let table: Float64Array | undefined

/** exp(-value) at multiples of 1 / STEPS; the last of them is taken for 0. */
export function decayTable(): Float64Array {
  table ??= Float64Array.from({ length: LAST + 1 }, (_, at) =>
    at === LAST ? 0 : exponential(-at / STEPS),
  )
  return table
}

/**
 * exp(-value) of a number that is not negative, within 1e-12 of the result: a table entry times the
 * series of the rest. Made of sums and products alone, it has the same bits on every machine.
 * @param decays the result of `decayTable`
 */
export function decay(decays: Float64Array, value: number): number {
  const steps = Math.min(value * STEPS, LAST)
  const at = (steps + 0.5) | 0
  const rest = at - steps
  return (decays[at] as number) * (1 + rest * (FIRST + rest * (SECOND + rest * THIRD)))
}
