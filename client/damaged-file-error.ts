/** A file of a release that is cut short or altered; nothing of it is used. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError'

  /** @param what is wrong, naming the file */
  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what}: it is cut short or altered. Download it again, or export the release again.`,
      options,
    )
  }
}
