import { setImmediate } from 'node:timers/promises'
import type { Config } from '../api/http/config.ts'
import type { Database } from '../db/database.ts'
import { currentInstances } from '../db/instances.ts'
import { currentReleaseId } from '../db/load-release.ts'
import { missingPredictions, predictedInstances, publishRelease } from '../db/publish-release.ts'
import type { KeyedPredictions } from '../db/stored-predictions.ts'
import { type PackedPredictions, packPredictions } from '../fitness/packed-predictions.ts'
import { ingestReachable } from '../ingest/reachable.ts'
import { builtInInstances } from '../instances/registry.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { loadSurrogates, type SurrogateModel } from '../surrogate/predictor.ts'
import { identityOf, publishedSurrogates } from './predictions.ts'
import { type PreparationState, pendingOf } from './preparation-state.ts'
import type { SharedProgress } from './shared-progress.ts'

export interface Preparation {
  readonly config: Pick<Config, 'sourcesFolder'>
  readonly space: Space
  readonly models: readonly SurrogateModel[]
  readonly reporter: Reporter
  /** Told how far the predictions are. */
  readonly state: PreparationState
  readonly shared: SharedProgress
  readonly signal?: AbortSignal
  /**
   * Called with each release that is to be served from then on.
   * @param made predictions of it that are in memory, by their keys
   */
  readonly onRelease: (
    releaseId: string,
    made?: KeyedPredictions<PackedPredictions>,
  ) => Promise<void>
}

/**
 * Brings a migrated database to what this program and the sources that it reaches make of it:
 * ingests, lets the surrogates predict what no release has yet, publishes. Nothing that is done
 * already is done again, so it may be cut off at any moment and run again. Where predictions are to
 * be made, which takes a minute, what there is without them is served meanwhile.
 */
export async function prepare(db: Database, preparation: Preparation): Promise<void> {
  const { config, space, models, reporter, state, shared, signal, onRelease } = preparation
  const instances = await builtInInstances()
  await ingestReachable(db, space, { instances, sourcesFolders: [config.sourcesFolder], reporter })
  const unpredicted = await missingPredictions(db, space, models.map(identityOf))
  const missing = new Set(unpredicted.map(({ id }) => id))
  const onProgress = (share: number) => state.progress(share)
  const surrogates = publishedSurrogates(models, space, { reporter, signal, onProgress })
  const ready = surrogates.filter(({ id }) => !missing.has(id))
  if (ready.length < surrogates.length) {
    const predicted = await predictedInstances(db)
    const awaited = models.filter(({ id }) => missing.has(id))
    state.computing(awaited.filter(({ instance }) => !predicted.has(instance.id)).map(pendingOf))
    await shared.begin()
    const id = await servedMeanwhile(db, () => publishRelease(db, space, { surrogates: ready }))
    if (id !== null) {
      await onRelease(id)
      reporter.info(`Release ${id} is served until the predictions are there`)
    }
  }
  const packing: Promise<readonly [string, PackedPredictions]>[] = []
  const { id } = await publishRelease(db, space, {
    surrogates,
    onStored: (predictions) => {
      // While the database stores those of the next model.
      for (const [key, table] of predictions) {
        packing.push(setImmediate().then(() => [key, packPredictions(table)]))
      }
    },
    keepsCurrent: true,
    onSurrogateError: (surrogate, error) => {
      signal?.throwIfAborted()
      reporter.info(`Surrogate ${surrogate} is not used: it cannot predict (${messageOf(error)})`)
    },
  })
  await onRelease(id, new Map(await Promise.all(packing)))
  state.complete()
}

/** The current release; without one, a first one of the table alone; null with nothing measured. */
async function servedMeanwhile(
  db: Database,
  publishTable: () => Promise<{ id: string }>,
): Promise<string | null> {
  const current = await currentReleaseId(db)
  if (current !== null) return current
  if ((await currentInstances(db.kysely)).length === 0) return null
  return (await publishTable()).id
}

/** The models of a folder, null for this repository's own; says which are refused and why. */
export async function openSurrogates(
  folder: string | null,
  reporter: Reporter,
): Promise<SurrogateModel[]> {
  // ONNX Runtime is asked by the processes that predict: here its memory would stay.
  const { models, refused } = await loadSurrogates(folder ?? undefined, async () => true)
  for (const { file, reason } of refused) reporter.info(`Surrogate ${file} is not used: ${reason}`)
  return models
}
