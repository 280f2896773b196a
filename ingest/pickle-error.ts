/** A pickle is damaged, holds something other than data, or is larger than allowed. */
export class PickleError extends Error {
  override readonly name = 'PickleError'
  /** Byte from the start of the pickle. */
  readonly offset: number
  readonly reason: string

  constructor(offset: number, reason: string) {
    super(`byte ${offset}: ${reason}`)
    this.offset = offset
    this.reason = reason
  }
}
