import { FEATURES_VERSION } from '../features/features.ts'
import { WorldsFile } from './world-file.ts'

/**
 * What a file of worlds holds: JSON, gzip.
 * @throws Error where it is damaged, of another format, or for other features
 */
export async function readWorlds(bytes: Uint8Array<ArrayBuffer>): Promise<WorldsFile> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  const file = WorldsFile.parse(JSON.parse(await new Response(stream).text()))
  if (file.featuresVersion === FEATURES_VERSION) return file
  throw new Error(
    `it is for features of version ${file.featuresVersion}, and this version computes ${FEATURES_VERSION}`,
  )
}
