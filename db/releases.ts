import { sql, type Transaction } from 'kysely'
import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import type { Instance } from '../fitness/instance.ts'
import { measuresOf } from '../fitness/measure.ts'
import type { Space } from '../space/space.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'
import type { Database } from './database.ts'
import { budgetsOf, readEvaluationTable } from './evaluation-tables.ts'
import type { SourceFile } from './ingest-plan.ts'
import { type CurrentInstance, currentInstances } from './instances.ts'
import type { ColumnArray } from './release-column.ts'
import {
  Manifest,
  type ManifestInstance,
  RELEASE_FORMAT,
  releaseIdOf,
  sealManifest,
} from './release-manifest.ts'
import { loadTables, storeTable } from './release-tables.ts'
import type { Completeness, Schema } from './schema.ts'

export interface Release {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly publishedAt: string
  /** By instance id. */
  readonly instances: readonly ReleasedInstance[]
}

export interface ReleasedInstance {
  readonly instance: Instance
  readonly completeness: Completeness
  readonly sources: readonly SourceFile[]
  /** By epochs, ascending. */
  readonly tables: readonly EvaluationTable[]
}

/**
 * Makes what all instances hold now the current release, in one transaction. Its id comes from
 * its content, so equal data have the same id on every machine.
 * @returns `created` is false where a release of this content was there already
 */
export async function publishRelease(
  db: Database,
  space: Pick<Space, 'size'>,
): Promise<{ id: string; created: boolean }> {
  const unlock = await db.lock('publication')
  try {
    return await db.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((transaction) => publish(transaction, space.size))
  } finally {
    await unlock()
  }
}

async function publish(transaction: Transaction<Schema>, architectures: number) {
  // Parallel workers might hand the rows over in another order than the query's.
  await sql`set local max_parallel_workers_per_gather = 0`.execute(transaction)
  const instances = await currentInstances(transaction)
  const inputs = inputsOf(instances, architectures)
  const current = await transaction
    .selectFrom('current_release')
    .select(['release_id', 'inputs'])
    .executeTakeFirst()
  if (current?.inputs === inputs) return { id: current.release_id, created: false }

  const released: ManifestInstance[] = []
  for (const instance of instances) {
    released.push(await storeInstance(transaction, { instance, architectures }))
  }
  const { id, text } = sealManifest({ format: RELEASE_FORMAT, architectures, instances: released })
  const inserted = await transaction
    .insertInto('releases')
    .values({ release_id: id, manifest: text })
    .onConflict((conflict) => conflict.doNothing())
    .returning('release_id')
    .executeTakeFirst()
  await transaction
    .insertInto('current_release')
    .values({ release_id: id, inputs })
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet({ release_id: id, inputs }))
    .execute()
  return { id, created: inserted !== undefined }
}

// Equal plans bring equal evaluations, so their fingerprints stand for millions of rows.
function inputsOf(instances: readonly CurrentInstance[], architectures: number): string {
  const fingerprints = instances.map(({ instance, fingerprint }) => [instance.id, fingerprint])
  return sha256(canonicalJson({ format: RELEASE_FORMAT, architectures, fingerprints }))
}

async function storeInstance(
  transaction: Transaction<Schema>,
  { instance: current, architectures }: { instance: CurrentInstance; architectures: number },
): Promise<ManifestInstance> {
  const { instance, completeness, ingestRunId } = current
  const measures = measuresOf(instance)
  const tables: ManifestInstance['tables'] = []
  for (const budget of await budgetsOf(transaction, ingestRunId)) {
    const query = { ...budget, ingestRunId, measures, architectures }
    tables.push(await storeTable(transaction, await readEvaluationTable(transaction, query)))
  }
  return { instance, completeness, sources: [...current.sources], tables }
}

/** The id of the release that is served by default; null before the first publication. */
export async function currentReleaseId(db: Database): Promise<string | null> {
  const current = await db.kysely
    .selectFrom('current_release')
    .select('release_id')
    .executeTakeFirst()
  return current?.release_id ?? null
}

/**
 * Reads a release and checks every column against its sha256.
 * @throws Error where there is no such release, or naming the column that is damaged
 */
export async function loadRelease(db: Database, id: string): Promise<Release> {
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
  const manifest = Manifest.parse(JSON.parse(row.manifest))
  const cache = new Map<string, ColumnArray>()
  const instances: ReleasedInstance[] = []
  for (const released of manifest.instances) {
    const tables = await loadTables(db.kysely, { releaseId: id, released, cache })
    const { instance, completeness, sources } = released
    instances.push({ instance, completeness, sources, tables })
  }
  return { id, publishedAt: row.published_at.toISOString(), instances }
}
