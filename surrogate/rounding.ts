/** Significant bits that a prediction keeps: at most 2^-14 and 2^-8 of the value are lost. */
export const MEAN_BITS = 14
export const DEVIATION_BITS = 8

const DOUBLE_BITS = 53

/**
 * The nearest number with so many significant binary digits, by the splitting of Veltkamp (1968);
 * NaN for a number that is not finite.
 */
export function roundedTo(bits: number, value: number): number {
  const enlarged = value * (2 ** (DOUBLE_BITS - bits) + 1)
  return enlarged - (enlarged - value)
}
