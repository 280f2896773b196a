import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Release, ReleasedInstance } from '../fitness/release.ts'
import type { Database } from './database.ts'
import { type ColumnCache, readColumns } from './release-columns.ts'
import { readManifest, releaseIdOf } from './release-manifest.ts'
import { storedTables, tablesOf } from './release-tables.ts'
import { readPredictions, storedPredictionTables } from './stored-predictions.ts'

/** A release as it is read from the database. */
export interface LoadedRelease<Table = PredictionTable> extends Release<Table> {
  /** Of use to load the next release. */
  readonly parts: ReleaseParts<Table>
}

/** What releases are made of and share, where it is equal. */
export interface ReleaseParts<Table> {
  /** Of evaluations. */
  readonly columns: ColumnCache
  /** What became of predictions, by what they were read from. */
  readonly predictions: ReadonlyMap<string, Table>
}

const UNDEFINED_TABLE = '42P01'

/**
 * The id of the release that is served by default; null before the first publication, also where
 * nobody has made the tables yet.
 */
export async function currentReleaseId(db: Database): Promise<string | null> {
  try {
    const current = await db.kysely
      .selectFrom('current_release')
      .select('release_id')
      .executeTakeFirst()
    return current?.release_id ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return null
    throw error
  }
}

/**
 * Reads a release and checks every column against its sha256.
 * @param columns of evaluations that are in memory: those that are the same are not read again
 * @throws Error where there is no such release, where it is of another format, or naming the column
 * that is damaged
 */
export function loadRelease(
  db: Database,
  id: string,
  columns?: ColumnCache,
): Promise<LoadedRelease> {
  return loadReleaseAs(db, id, (table) => table, { columns: columns ?? new Map() })
}

/**
 * The same, with predictions made into something else one budget after the other, so that never more
 * than the columns of one are in memory.
 * @param known parts of a release that is in memory: those that are the same are not read again
 * @throws as `loadRelease`
 */
export async function loadReleaseAs<Table>(
  db: Database,
  id: string,
  makeOf: (predicted: PredictionTable) => Table,
  known: Partial<ReleaseParts<Table>> = {},
): Promise<LoadedRelease<Table>> {
  const row = await db.kysely
    .selectFrom('releases')
    .select(['published_at', 'manifest'])
    .where('release_id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new Error(`There is no release ${id}; publish one first`)
  if (releaseIdOf(row.manifest) !== id) {
    throw new Error(
      `The manifest of release ${id} does not have its sha256: the database is damaged. Restore it from a backup, or ingest into a new database.`,
    )
  }
  const { instances: released } = readManifest(id, row.manifest)
  const tables = released.flatMap((one) => storedTables(id, one))
  const columns = await readColumns(db.kysely, tables, known.columns ?? new Map())
  const predictions = new Map<string, Table>()
  const instances: ReleasedInstance<Table>[] = []
  for (const one of released) {
    const { instance, completeness, sources, surrogate } = one
    const predicted: Table[] = []
    for (const stored of surrogate === null ? [] : storedPredictionTables(id, one)) {
      const made =
        known.predictions?.get(stored.key) ?? makeOf(await readPredictions(db.kysely, stored))
      predictions.set(stored.key, made)
      predicted.push(made)
    }
    instances.push({
      instance,
      completeness,
      sources,
      tables: tablesOf(id, one, columns),
      surrogate: surrogate && {
        id: surrogate.id,
        sha256: surrogate.sha256,
        predictions: predicted,
        withheld: surrogate.withheld,
      },
    })
  }
  const parts = { columns, predictions }
  return { id, publishedAt: row.published_at.toISOString(), instances, parts }
}
