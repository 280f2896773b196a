import { sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import { readManifest } from './release-manifest.ts'
import type { Schema } from './schema.ts'

export interface PruneOptions {
  /** How many releases stay besides the current one: the newest. */
  readonly keep: number
  /** Only finds out what would be deleted. */
  readonly dryRun: boolean
  /** Called before the rows go, so that a run that was cut off can be repeated. */
  readonly onDelete: (releaseIds: readonly string[]) => Promise<void>
}

/** What was deleted, or would be. */
export interface Pruned {
  /** The newest first. */
  readonly releases: readonly { readonly id: string; readonly publishedAt: string }[]
  /** Columns that no release that stays has, and their bytes. */
  readonly columns: number
  readonly bytes: number
}

/**
 * Deletes old releases and the columns that only they have, in one transaction. A server that has one of them
 * in memory goes on serving it.
 * @throws Error where the manifest of a release that stays cannot be read
 */
export async function pruneReleases(db: Database, options: PruneOptions): Promise<Pruned> {
  const unlock = await db.lock('publication')
  try {
    const pruned = await db.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((transaction) => prune(transaction, options))
    // Autovacuum does this on a server, and nothing does it in an embedded database.
    if (pruned.columns > 0 && !options.dryRun && db.kind === 'pglite') {
      await sql`vacuum full release_columns`.execute(db.kysely)
    }
    return pruned
  } finally {
    await unlock()
  }
}

async function prune(
  transaction: Transaction<Schema>,
  { keep, dryRun, onDelete }: PruneOptions,
): Promise<Pruned> {
  const all = await transaction
    .selectFrom('releases')
    .leftJoin('current_release', 'current_release.release_id', 'releases.release_id')
    .select(['releases.release_id', 'published_at', 'manifest'])
    .select('current_release.release_id as current')
    .orderBy('published_at', 'desc')
    .orderBy('releases.release_id')
    .execute()
  const others = all.filter(({ current }) => current === null)
  const old = others.slice(keep)
  const staying = all.filter((release) => !old.includes(release))
  const unused = await unusedColumns(transaction, staying)
  const ids = old.map(({ release_id }) => release_id)
  if (!dryRun && ids.length + unused.digests.length > 0) {
    await onDelete(ids)
    await sql`select set_config('eo_nas_bench.prunes', 'on', true)`.execute(transaction)
    if (ids.length > 0) {
      await transaction.deleteFrom('releases').where('release_id', 'in', ids).execute()
    }
    await deleteColumns(transaction, unused.digests)
  }
  return {
    releases: old.map(({ release_id, published_at }) => ({
      id: release_id,
      publishedAt: published_at.toISOString(),
    })),
    columns: unused.digests.length,
    bytes: unused.bytes,
  }
}

async function unusedColumns(
  transaction: Transaction<Schema>,
  staying: readonly { readonly release_id: string; readonly manifest: string }[],
): Promise<{ digests: string[]; bytes: number }> {
  const used = new Set<string | null>()
  for (const { release_id, manifest } of staying) {
    for (const { tables, surrogate } of readManifest(release_id, manifest).instances) {
      for (const { columns } of [...tables, ...(surrogate?.tables ?? [])]) {
        for (const { digest } of columns) used.add(digest)
      }
    }
  }
  const rows = await transaction
    .selectFrom('release_columns')
    .select(['digest', sql<number>`octet_length(bytes)`.as('size')])
    .execute()
  const unused = rows.filter(({ digest }) => !used.has(digest))
  return {
    digests: unused.map(({ digest }) => digest),
    bytes: unused.reduce((sum, { size }) => sum + size, 0),
  }
}

const BATCH = 1000

async function deleteColumns(
  transaction: Transaction<Schema>,
  digests: readonly string[],
): Promise<void> {
  for (let from = 0; from < digests.length; from += BATCH) {
    await transaction
      .deleteFrom('release_columns')
      .where('digest', 'in', digests.slice(from, from + BATCH))
      .execute()
  }
}
