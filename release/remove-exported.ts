import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MANIFEST_NAME } from './manifest.ts'

/**
 * Deletes the exported folder of a release, where there is one. The manifest goes first: without it the
 * service no longer serves the other files.
 */
export async function removeExported(parent: string, releaseId: string): Promise<void> {
  const folder = join(parent, releaseId)
  await rm(join(folder, MANIFEST_NAME), { force: true })
  await rm(folder, { recursive: true, force: true })
}
