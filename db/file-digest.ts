import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

export interface FileDigest {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string
  readonly sizeBytes: number
}

/**
 * Size and sha256 of a file, read once in pieces.
 * @param onBytes called with the length of each piece
 */
export async function digestFile(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<FileDigest> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const file = await open(path)
  try {
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer
      hash.update(bytes)
      sizeBytes += bytes.length
      onBytes(bytes.length)
    }
  } finally {
    await file.close()
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}
