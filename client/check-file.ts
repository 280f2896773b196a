import { DamagedFileError } from './damaged-file-error.ts'

/** What the manifest says of a file. */
export interface ListedFile {
  readonly name: string
  readonly sizeBytes: number
  /** Of the bytes, 64 hexadecimal digits. */
  readonly sha256: string
}

/**
 * Compares a file with what the manifest says of it.
 * @param path what an error calls it
 * @param digest its sha256, asked for where the size is right
 * @throws DamagedFileError
 */
export async function checkFile(
  path: string,
  listed: ListedFile,
  sizeBytes: number,
  digest: () => Promise<string>,
): Promise<void> {
  if (sizeBytes !== listed.sizeBytes) {
    throw new DamagedFileError(`${path} has ${sizeBytes} bytes instead of ${listed.sizeBytes}`)
  }
  const sha256 = await digest()
  if (sha256 !== listed.sha256) {
    throw new DamagedFileError(`${path} has the sha256 ${sha256} instead of ${listed.sha256}`)
  }
}
