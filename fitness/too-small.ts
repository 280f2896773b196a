/** Whether a decimal number is not zero, but becomes zero as a floating-point number. */
export function becomesZero(decimal: string): boolean {
  return Number(decimal) === 0 && /^[^eE]*[1-9]/.test(decimal)
}

/** What is wrong with a number that `becomesZero`. */
export function tooSmall(decimal: string): string {
  return `${decimal} is too small for a number; write 0, or a larger number.`
}
