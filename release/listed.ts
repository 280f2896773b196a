import type { ReleaseManifest } from './manifest.ts'
import type { PlannedFile } from './plan.ts'

/** Whether a manifest has a file with all that is planned: a database can have fewer worlds. */
export function isListed({ files }: ReleaseManifest, { name, tables }: PlannedFile): boolean {
  const found = files.find((file) => file.name === name)
  return found !== undefined && (found.tables?.length ?? 0) >= (tables?.length ?? 0)
}
