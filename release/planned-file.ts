import type { ReleaseFile, ReleaseManifest } from './manifest.ts'
import { mediaTypeOf } from './media-types.ts'

/** A file of a release before it is written. */
export type PlannedFile = Omit<ReleaseFile, 'sizeBytes' | 'sha256'> & { readonly about: string }

/** A file that is no table. */
export const plain = (name: string, about: string): PlannedFile => ({
  name,
  mediaType: mediaTypeOf(name),
  about,
  rows: null,
  columns: null,
  tables: null,
})

/** Whether a manifest has a file with all that is planned: a database can have fewer worlds. */
export function isListed({ files }: ReleaseManifest, { name, tables }: PlannedFile): boolean {
  const found = files.find((file) => file.name === name)
  return found !== undefined && (found.tables?.length ?? 0) >= (tables?.length ?? 0)
}
