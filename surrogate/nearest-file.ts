import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzipSync } from 'node:zlib'

/**
 * Graph edits from each architecture to the nearest one that a model was trained on: one byte an
 * architecture by id, budget after budget; gzip.
 */
export function nearestBytes(columns: readonly Uint8Array[]): Uint8Array {
  return gzipSync(Buffer.concat(columns), { level: 9 })
}

/** Of what a file holds once it is decompressed: the gzip bytes depend on the version of zlib. */
export function nearestDigest(columns: readonly Uint8Array[]): string {
  return createHash('sha256').update(Buffer.concat(columns)).digest('hex')
}

/**
 * One column a budget.
 * @throws Error where the file is missing, damaged, or not of so many budgets and architectures
 */
export async function readNearest(
  path: string,
  { sha256, budgets, size }: { sha256: string; budgets: number; size: number },
): Promise<Uint8Array[]> {
  const bytes = await promisify(gunzip)(await readFile(path), { maxOutputLength: budgets * size })
  const columns = Array.from({ length: budgets }, (_, at) =>
    Uint8Array.from(bytes.subarray(at * size, (at + 1) * size)),
  )
  if (bytes.length !== budgets * size || nearestDigest(columns) !== sha256) {
    throw new Error('it does not hold what the card says')
  }
  return columns
}
