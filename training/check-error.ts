/** A check that cannot be done; the message says what is missing. */
export class CheckError extends Error {
  override readonly name = 'CheckError'
}
