import { sql, type Transaction } from 'kysely'
import type { Instance } from '../fitness/instance.ts'
import { measuresOf } from '../fitness/measure.ts'
import type { Space } from '../space/space.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'
import type { Database } from './database.ts'
import { budgetsOf, readEvaluationTable } from './evaluation-tables.ts'
import { type CurrentInstance, currentInstances } from './instances.ts'
import {
  type ManifestInstance,
  type ManifestSurrogate,
  RELEASE_FORMAT,
  readManifest,
  sealManifest,
} from './release-manifest.ts'
import { announceRelease } from './release-notices.ts'
import {
  type PublishedSurrogate,
  predictionsOf,
  storedPredictions,
  storePredictions,
  storeReleaseSurrogates,
} from './release-predictions.ts'
import { storeTable } from './release-tables.ts'
import type { Schema } from './schema.ts'
import { type KeyedPredictions, keptPredictions } from './stored-predictions.ts'

export interface PublishOptions {
  /**
   * Whose predictions are to be in the release, one an instance: of several the last. Without this,
   * those of the current release stay.
   */
  readonly surrogates?: readonly PublishedSurrogate[]
  /**
   * Of instances that none of `surrogates` predicts, or only an older version than the current release
   * has: its predictions stay.
   */
  readonly keepsCurrent?: boolean
  /** Given the predictions that were made and stored, by their keys: nobody has to read them. */
  readonly onStored?: (predictions: KeyedPredictions) => void
  /** Told of a surrogate that cannot predict; the release is published without it. */
  readonly onSurrogateError?: (surrogateId: string, error: unknown) => void
}

/** A surrogate whose predictions are stored, with the instance as its card describes it. */
type StoredSurrogate = ManifestSurrogate & { readonly instance: Instance }

interface Publication {
  readonly architectures: number
  readonly surrogates: readonly StoredSurrogate[]
}

/**
 * Makes what all instances hold now, and what the surrogates predict, the current release, in one
 * transaction. Its id comes from its content, so equal data have the same id on every machine.
 * Predictions that any release has already are not made again.
 * @returns `created` is false where a release of this content was there already
 */
export async function publishRelease(
  db: Database,
  space: Pick<Space, 'size'>,
  options: PublishOptions = {},
): Promise<{ id: string; created: boolean }> {
  const unlock = await db.lock('publication')
  try {
    const architectures = space.size
    const surrogates =
      options.surrogates === undefined
        ? await surrogatesOfCurrent(db.kysely)
        : await predict(db.kysely, architectures, options)
    return await db.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((transaction) => publish(transaction, { architectures, surrogates }))
  } finally {
    await unlock()
  }
}

async function surrogatesOfCurrent(executor: Database['kysely']): Promise<StoredSurrogate[]> {
  const current = await executor
    .selectFrom('current_release')
    .innerJoin('releases', 'releases.release_id', 'current_release.release_id')
    .select(['releases.release_id', 'manifest'])
    .executeTakeFirst()
  if (current === undefined) return []
  return readManifest(current.release_id, current.manifest).instances.flatMap(
    ({ instance, surrogate }) => (surrogate === null ? [] : [{ instance, ...surrogate }]),
  )
}

// Not in the transaction of the publication, which would be open for as long as models predict.
async function predict(
  executor: Database['kysely'],
  architectures: number,
  { surrogates = [], keepsCurrent = false, onSurrogateError, onStored }: PublishOptions,
): Promise<StoredSurrogate[]> {
  const current = new Map(
    (keepsCurrent ? await surrogatesOfCurrent(executor) : []).map((one) => [one.instance.id, one]),
  )
  const stored: StoredSurrogate[] = []
  const missing: PublishedSurrogate[] = []
  for (const surrogate of new Map(surrogates.map((one) => [one.instance.id, one])).values()) {
    const released = current.get(surrogate.instance.id)
    if (released !== undefined && isOlder(surrogate, released)) continue

    const before = await storedPredictions(executor, surrogate, architectures)
    if (before === null) missing.push(surrogate)
    else stored.push({ instance: surrogate.instance, ...before })
  }
  const predicted = await Promise.all(
    missing.map(async (surrogate) => {
      try {
        return { surrogate, tables: await predictionsOf(surrogate, architectures) }
      } catch (error) {
        if (onSurrogateError === undefined) throw error
        onSurrogateError(surrogate.id, error)
        return null
      }
    }),
  )
  for (const one of predicted) {
    if (one === null) continue
    const { surrogate, tables } = one
    const { instance } = surrogate
    const released = { instance, ...(await storePredictions(executor, surrogate, tables)) }
    stored.push(released)
    onStored?.(keptPredictions({ instance, surrogate: released }, tables))
  }
  for (const { instance } of stored) current.delete(instance.id)
  return [...stored, ...current.values()]
}

// Of one instance; ids end in the version.
function isOlder({ id }: PublishedSurrogate, released: StoredSurrogate): boolean {
  return id.localeCompare(released.id, 'en', { numeric: true }) < 0
}

/** Ids of the instances of which the current release has predictions. */
export async function predictedInstances(db: Database): Promise<Set<string>> {
  return new Set((await surrogatesOfCurrent(db.kysely)).map(({ instance }) => instance.id))
}

async function publish(
  transaction: Transaction<Schema>,
  { architectures, surrogates }: Publication,
) {
  // Parallel workers might hand the rows over in another order than the query's.
  await sql`set local max_parallel_workers_per_gather = 0`.execute(transaction)
  const instances = await currentInstances(transaction)
  const inputs = inputsOf(instances, { architectures, surrogates })
  const current = await transaction
    .selectFrom('current_release')
    .select(['release_id', 'inputs'])
    .executeTakeFirst()
  if (current?.inputs === inputs) return { id: current.release_id, created: false }

  const predicted = new Map(surrogates.map(({ instance, ...rest }) => [instance.id, rest]))
  const released: ManifestInstance[] = []
  for (const instance of instances) {
    const measured = await storeInstance(transaction, { instance, architectures })
    released.push({ ...measured, surrogate: predicted.get(instance.instance.id) ?? null })
  }
  for (const { instance, ...surrogate } of surrogates) {
    if (released.some((one) => one.instance.id === instance.id)) continue
    released.push({ instance, completeness: 'none', sources: [], tables: [], surrogate })
  }
  released.sort((a, b) => (a.instance.id < b.instance.id ? -1 : 1))
  const { id, text } = sealManifest({ format: RELEASE_FORMAT, architectures, instances: released })
  const inserted = await transaction
    .insertInto('releases')
    .values({ release_id: id, manifest: text })
    .onConflict((conflict) => conflict.doNothing())
    .returning('release_id')
    .executeTakeFirst()
  if (inserted !== undefined) await storeReleaseSurrogates(transaction, id, released)
  await transaction
    .insertInto('current_release')
    .values({ release_id: id, inputs })
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet({ release_id: id, inputs }))
    .execute()
  if (current?.release_id !== id) await announceRelease(transaction, id)
  return { id, created: inserted !== undefined }
}

// Equal plans bring equal evaluations, so their fingerprints stand for millions of rows, and the
// digest of a model with the version of its predictions stands for these.
function inputsOf(
  instances: readonly CurrentInstance[],
  { architectures, surrogates }: Publication,
): string {
  const fingerprints = instances.map(({ instance, fingerprint }) => [instance.id, fingerprint])
  const measured = new Set(instances.map(({ instance }) => instance.id))
  const models = surrogates
    .map(({ id, instance, sha256: digest, predictionsVersion, withheld }) => ({
      id,
      sha256: digest,
      predictionsVersion,
      withheld,
      instance: instance.id,
      descriptor: measured.has(instance.id) ? null : instance,
    }))
    .sort((a, b) => (a.instance < b.instance ? -1 : 1))
  return sha256(canonicalJson({ format: RELEASE_FORMAT, architectures, fingerprints, models }))
}

async function storeInstance(
  transaction: Transaction<Schema>,
  { instance: current, architectures }: { instance: CurrentInstance; architectures: number },
): Promise<Omit<ManifestInstance, 'surrogate'>> {
  const { instance, completeness, ingestRunId } = current
  const measures = measuresOf(instance)
  const tables: ManifestInstance['tables'] = []
  for (const budget of await budgetsOf(transaction, ingestRunId)) {
    const query = { ...budget, ingestRunId, measures, architectures }
    tables.push(await storeTable(transaction, await readEvaluationTable(transaction, query)))
  }
  return { instance, completeness, sources: [...current.sources], tables }
}

/** Of surrogates, those whose predictions no release has yet. */
export async function missingPredictions<
  T extends Omit<PublishedSurrogate, 'predictions' | 'withheld'>,
>(db: Database, space: Pick<Space, 'size'>, surrogates: readonly T[]): Promise<T[]> {
  const missing: T[] = []
  for (const surrogate of surrogates) {
    const stored = await storedPredictions(db.kysely, { ...surrogate, withheld: [] }, space.size)
    if (stored === null) missing.push(surrogate)
  }
  return missing
}
