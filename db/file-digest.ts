import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** Size and sha256 of a file, read once in pieces. */
export async function digestFile(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<{ sizeBytes: number; sha256: string }> {
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
