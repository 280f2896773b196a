import { FieldError, printed } from './field-error.ts'

const DIGITS = 32
const HEXADECIMAL = /^[0-9a-f]+$/i
const NUMBER = /^[+-]?(\d+\.?\d*|\d*[.,]\d+)(e[+-]?\d+)?$|^[+-]?inf(inity)?$|^nan$/i

const OR_CELL = 'or name the columns of the cell with "matrix" and "operations" in the description'

/**
 * A module hash as a table has it, in the column that `hash` of the description names.
 * @throws FieldError saying what happened to the hash and what to do
 */
export function readHash(column: string, value: unknown): string | null {
  if (value === null) return null
  const text = String(value).trim()
  if (typeof value === 'string' && HEXADECIMAL.test(text)) {
    if (text.length === DIGITS && text === text.toLowerCase()) return text
    if (text.length === DIGITS) {
      throw new FieldError(
        `${column} is ${printed(text)}, but module hashes are lower-case: convert the column that "hash" names to lower case`,
      )
    }
    // Digits alone are what a spreadsheet makes of a hash that looks like a number.
    if (!NUMBER.test(text)) {
      const cut = text.length < DIGITS ? 'it was cut' : 'it has too many'
      throw new FieldError(
        `${column} is ${printed(text)} with ${text.length} digits, but a module hash has ${DIGITS}: ${cut}. Write the column that "hash" names in full, ${OR_CELL}`,
      )
    }
  }
  if (typeof value === 'number' || NUMBER.test(text)) {
    throw new FieldError(
      `${column} is ${printed(value)}: a spreadsheet or a table reader took the hash for a number, and its digits are lost. Export the column that "hash" names as text, ${OR_CELL}`,
    )
  }
  throw new FieldError(
    `${column} is ${printed(value)}, not a module hash of ${DIGITS} hexadecimal digits: name another column with "hash" in the description, ${OR_CELL}`,
  )
}
