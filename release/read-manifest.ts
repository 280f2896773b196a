import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MANIFEST_NAME, ReleaseManifest } from './manifest.ts'

/** @throws Error where the folder has no manifest, or one of another version or damaged */
export async function readManifest(folder: string): Promise<ReleaseManifest> {
  const path = join(folder, MANIFEST_NAME)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === 'ENOENT'
        ? `There is no release in ${folder}: it has no ${MANIFEST_NAME}.`
        : `${path} cannot be read: ${error.message}`,
      { cause: error },
    )
  })
  try {
    return ReleaseManifest.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(
      `${path} is damaged or of another version; download it again, or export the release again.`,
      { cause: error },
    )
  }
}
