import type { FOOTPRINT_ENTRIES } from './footprint-entries.ts'
import type { InstanceLandscape } from './instance-landscapes.ts'

/** Raised when a landscape begins to be computed in another way, or written in another form. */
export const LANDSCAPES_VERSION = 3

/** The landscapes of one instance in the files of a release. */
export interface LandscapesFile {
  readonly version: typeof LANDSCAPES_VERSION
  readonly release: string
  readonly instance: string
  /** Units, meanings and scales, so that a reader needs nothing else. */
  readonly entries: typeof FOOTPRINT_ENTRIES
  readonly landscapes: readonly InstanceLandscape[]
}

export const landscapesFileName = (instance: string): string => `landscapes-${instance}.json`

/** @throws Error where the file is of another version, or of no release at all */
export function readLandscapesFile(where: string, content: unknown): LandscapesFile {
  const file = content as Partial<LandscapesFile> | null
  if (file?.version === LANDSCAPES_VERSION && Array.isArray(file.landscapes)) {
    return file as LandscapesFile
  }
  throw new Error(
    `${where} has no landscapes of version ${LANDSCAPES_VERSION}; export the release again.`,
  )
}
