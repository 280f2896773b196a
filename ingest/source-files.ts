import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceFile } from '../fitness/source-file.ts'
import type { Reporter } from '../report/reporter.ts'
import { asSourceFile, type CatalogueFile } from './catalogue-file.ts'
import { digestOf, unreadable } from './digest.ts'
import { DownloadError, type DownloadOptions, download } from './download.ts'
import { findFiles } from './find-files.ts'
import { IngestError } from './ingest-error.ts'

/** A file on the disk whose digest was checked or, outside the catalogue, just taken. */
export interface LocalFile {
  readonly path: string
  readonly file: SourceFile
}

export type Located = { readonly status: 'found'; readonly local: LocalFile } | Absent

export interface Absent {
  readonly status: 'absent'
  readonly reason: string
}

export interface SourcePlaces {
  /** Searched in this order; the first one receives downloads. */
  readonly folders: readonly string[]
  readonly reporter: Reporter
  /** False: only the folders are searched. */
  readonly download: boolean
  /** A base address in place of the publisher's folder, for a mirror or a test. */
  readonly mirror?: string
  readonly limits?: Pick<DownloadOptions, 'stallMs' | 'totalMs' | 'attempts'>
}

/**
 * A file of the catalogue, from the folders (any depth up to five, by base name) or from its pinned
 * address.
 * @throws IngestError when the only file of that name is another file (wrong sha256)
 */
export async function locate(file: CatalogueFile, places: SourcePlaces): Promise<Located> {
  const { folders, reporter } = places
  const wrong: string[] = []
  for (const path of await findFiles(folders, (name) => name === file.name)) {
    const { size } = await stat(path)
    const digest = await digestOf(path, { reporter, totalBytes: size })
    if (digest.sha256 === file.sha256) return found(file, path, digest.sizeBytes)
    wrong.push(`${path} has the sha256 ${digest.sha256}`)
  }
  if (wrong.length > 0) throw wrongDigest(file, wrong)
  return places.download ? fetchFile(file, places) : absent(file, places, 'it was not downloaded')
}

/** All files of a group, or the sentences why some of them are absent. */
export async function locateAll<Name extends string>(
  files: Readonly<Record<Name, CatalogueFile>>,
  places: SourcePlaces,
): Promise<{ status: 'found'; locals: Record<Name, LocalFile> } | Absent> {
  const locals: Partial<Record<Name, LocalFile>> = {}
  for (const [name, file] of entriesOf(files)) {
    const located = await locate(file, places)
    if (located.status === 'absent') return located
    locals[name] = located.local
  }
  return { status: 'found', locals: locals as Record<Name, LocalFile> }
}

/** A file that a user names: its digest is taken; a catalogued one must be what it is called. */
export async function openLocalFile(
  path: string,
  describe: (digest: { sha256: string; sizeBytes: number }) => SourceFile,
  reporter: Reporter,
): Promise<LocalFile> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  return { path, file: describe(await digestOf(path, { reporter, totalBytes: size })) }
}

async function fetchFile(file: CatalogueFile, places: SourcePlaces): Promise<Located> {
  const [folder] = places.folders
  const url = places.mirror === undefined ? file.url : new URL(file.name, places.mirror).href
  if (url === null) return absent(file, places, 'its publisher has no download of it')
  if (folder === undefined) return absent(file, places, 'there is no folder to download it into')
  const target = join(folder, file.name)
  try {
    await download(file, { url, target, reporter: places.reporter, ...places.limits })
  } catch (error) {
    if (error instanceof DownloadError) {
      return absent(file, places, `it could not be downloaded (${error.message})`)
    }
    throw error
  }
  return found(file, target, (await stat(target)).size)
}

function found(file: CatalogueFile, path: string, sizeBytes: number): Located {
  return { status: 'found', local: { path, file: asSourceFile(file, sizeBytes) } }
}

function absent(file: CatalogueFile, { folders }: SourcePlaces, why: string): Absent {
  const searched = folders.length === 0 ? 'no folder' : folders.join(' and ')
  return {
    status: 'absent',
    reason: `${file.name} is not in ${searched}, and ${why}.`,
  }
}

/** @param wrong what was found, each as a clause */
export function wrongDigest(file: CatalogueFile, wrong: readonly string[]): IngestError {
  const where = file.url === null ? '' : `, so that it is downloaded again from ${file.url}`
  return new IngestError({
    file: file.name,
    where: null,
    reason: `expected the sha256 ${file.sha256}, but ${wrong.join(' and ')}`,
    fix: `The file is damaged or another version. Remove it${where}.`,
  })
}

function entriesOf<Name extends string, Value>(record: Readonly<Record<Name, Value>>) {
  return Object.entries(record) as [Name, Value][]
}
