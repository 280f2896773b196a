import type { Context } from './context.ts'
import { ApiError } from './errors.ts'
import { LATEST, type ReleaseManifest } from './schemas/release.ts'

/** What the database says of a release. */
export interface StoredRelease {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly publishedAt: string
  /** By id. */
  readonly instances: readonly { readonly id: string; readonly title: string }[]
}

/** A file that is known before it is asked for, and where it lies. */
export interface ServedFile {
  readonly name: string
  readonly mediaType: string
  readonly sizeBytes: number
  /** Of the bytes, 64 hexadecimal digits. */
  readonly sha256: string
  readonly path: string
  /** `immutable` where the address will never have other bytes. */
  readonly cache: 'none' | 'document' | 'immutable'
}

/** An exported release. */
export interface ReleaseFolder {
  readonly manifest: ReleaseManifest
  /** A file of the manifest, the manifest or a description; null where it is none of them. */
  file(name: string): ServedFile | null
}

/** The releases that lie as files under one folder, each in a folder of its id. */
export interface ReleaseFolders {
  /** Null where the release is not there, or its manifest is damaged or of another version. */
  open(releaseId: string): Promise<ReleaseFolder | null>
}

/** The releases that there are beside the one that is served. */
export interface Releases {
  /** The newest first. Rejects while the database is away. */
  list(): Promise<readonly StoredRelease[]>
  readonly folders: ReleaseFolders
}

/** The id of a release by what a request calls it. */
export function idOf({ release }: Context, name: string): string {
  return name === LATEST ? release.id : name
}

/** The one that is served, without a question to the database. */
export function servedRelease({ release }: Context): StoredRelease {
  return {
    id: release.id,
    publishedAt: release.publishedAt,
    instances: [...release.instances.values()].map(({ instance: { id, title } }) => ({
      id,
      title,
    })),
  }
}

/**
 * Every release of the database; without one, that which is served.
 * @throws ApiError `unavailable` while the database is away
 */
export async function storedReleases(context: Context): Promise<readonly StoredRelease[]> {
  const { releases } = context
  if (releases === undefined) return [servedRelease(context)]
  try {
    return await releases.list()
  } catch (cause) {
    throw new ApiError(
      'unavailable',
      'The database does not answer, so that only the release that is served is known; try again soon.',
      { cause },
    )
  }
}

/**
 * A release by its id; the database is asked only where it is not the one that is served.
 * @throws ApiError `release_not_found`, or `unavailable` while the database is away
 */
export async function storedRelease(context: Context, id: string): Promise<StoredRelease> {
  const served = servedRelease(context)
  if (id === served.id) return served
  const stored = await storedReleases(context)
  const found = stored.find((release) => release.id === id)
  if (found !== undefined) return found
  throw new ApiError(
    'release_not_found',
    `There is no release ${JSON.stringify(id)}; GET /v1/releases lists those that there are.`,
  )
}
