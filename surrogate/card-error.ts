/** A card that cannot be used; the message names the file, the reason and what helps. */
export class CardError extends Error {
  override readonly name = 'CardError'

  constructor(file: string, reason: string, fix: string) {
    super(`${file}: ${reason}. ${fix}`)
  }
}
