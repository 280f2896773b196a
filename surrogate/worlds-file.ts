import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { SurrogateModel } from './predictor.ts'
import { readWorlds } from './worlds/read-worlds.ts'
import type { WorldsFile } from './worlds/world-file.ts'

/** What worlds of a model are drawn from: JSON, gzip. */
export function worldsBytes(file: WorldsFile): Uint8Array {
  return gzipSync(JSON.stringify(file), { level: 9 })
}

/** Of what a file holds once it is decompressed: the gzip bytes depend on the version of zlib. */
export function worldsDigest(file: WorldsFile): string {
  return createHash('sha256').update(JSON.stringify(file)).digest('hex')
}

/**
 * What worlds of a model are drawn from; null where its card names no file.
 * @throws Error naming a file that is missing or damaged
 */
export async function worldsOfModel({
  path,
  card,
}: Pick<SurrogateModel, 'path' | 'card'>): Promise<WorldsFile | null> {
  const { worlds } = card.model
  if (worlds === undefined) return null
  const own = join(dirname(path), worlds.file)
  try {
    const bytes = Uint8Array.from(await readFile(own))
    const digest = createHash('sha256').update(gunzipSync(bytes)).digest('hex')
    if (digest !== worlds.sha256) throw new Error('it does not hold what the card says')
    return await readWorlds(bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${own}: worlds cannot be read (${reason}). Restore the file.`)
  }
}
