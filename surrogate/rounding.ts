/** Significant bits that a prediction keeps: at most 2^-14 and 2^-8 of the value are lost. */
export const MEAN_BITS = 14
export const DEVIATION_BITS = 8

const DOUBLE_BITS = 53
/** By significant bits that are kept; a power for each prediction would take longer than all the rest. */
const FACTORS = Float64Array.from(
  { length: DOUBLE_BITS },
  (_, bits) => 2 ** (DOUBLE_BITS - bits) + 1,
)

/**
 * The nearest number with so many significant binary digits, by the splitting of Veltkamp (1968);
 * NaN for a number that is not finite.
 */
export function roundedTo(bits: number, value: number): number {
  const enlarged = value * (FACTORS[bits] as number)
  return enlarged - (enlarged - value)
}

/** The greatest number with so many significant binary digits that is not greater. */
export function roundedDown(bits: number, value: number): number {
  const nearest = roundedTo(bits, value)
  if (nearest <= value) return nearest
  const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits + 1)
  return roundedTo(bits, nearest - step)
}

/** The least number with so many significant binary digits that is not less. */
export function roundedUp(bits: number, value: number): number {
  return -roundedDown(bits, -value)
}
