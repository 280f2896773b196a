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

/** No space has more architectures than this. */
const ARCHITECTURES_MAX = 2 ** 20

/** @throws Error where the file is missing or does not hold what its card says */
async function readBytes(path: string, { sha256, budgets }: NearestOf): Promise<Buffer> {
  const maxOutputLength = budgets * ARCHITECTURES_MAX
  const bytes = await promisify(gunzip)(await readFile(path), { maxOutputLength })
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  throw new Error('it does not hold what the card says')
}

/** What a card says of its file. */
export interface NearestOf {
  readonly sha256: string
  readonly budgets: number
}

/** @throws Error where the file is missing or damaged */
export async function checkNearest(path: string, expected: NearestOf): Promise<void> {
  await readBytes(path, expected)
}

/**
 * One column a budget.
 * @param size of the space
 * @throws Error where the file is missing, damaged, or of another number of architectures
 */
export async function readNearest(
  path: string,
  expected: NearestOf & { readonly size: number },
): Promise<Uint8Array[]> {
  const { budgets, size } = expected
  const bytes = await readBytes(path, expected)
  if (bytes.length !== budgets * size) throw new Error('it is of another number of architectures')
  return Array.from({ length: budgets }, (_, at) =>
    Uint8Array.from(bytes.subarray(at * size, (at + 1) * size)),
  )
}
