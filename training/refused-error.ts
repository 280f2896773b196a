/** What keeps a call from being done; the message says how to go on. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}
