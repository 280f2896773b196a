import type { Database } from './database.ts'
import { instanceNames } from './release-manifest.ts'

export interface ReleaseSummary {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly publishedAt: string
  /** Whether it is the one that is served by default. */
  readonly current: boolean
  /** By id; none where the release is of a format that this program cannot read. */
  readonly instances: readonly { readonly id: string; readonly title: string }[]
}

/** Every release that was published, the newest first. */
export async function listReleases(db: Database): Promise<ReleaseSummary[]> {
  const rows = await db.kysely
    .selectFrom('releases')
    .leftJoin('current_release', 'current_release.release_id', 'releases.release_id')
    .select([
      'releases.release_id',
      'releases.published_at',
      'releases.manifest',
      'current_release.release_id as current',
    ])
    .orderBy('releases.published_at', 'desc')
    .orderBy('releases.release_id')
    .execute()
  return rows.map(({ release_id, published_at, manifest, current }) => ({
    id: release_id,
    publishedAt: published_at.toISOString(),
    current: current !== null,
    instances: instanceNames(manifest),
  }))
}
