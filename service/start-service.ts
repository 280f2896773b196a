import { buildApp } from '../api/http/app.ts'
import type { Config } from '../api/http/config.ts'
import { releaseFolders } from '../api/http/files/release-folders.ts'
import { jsonLog, type Log } from '../api/http/log.ts'
import { serve } from '../api/http/server.ts'
import type { Served } from '../api/operations/context.ts'
import type { NotReady } from '../api/operations/errors.ts'
import { unfinishedOf } from '../api/operations/preparation.ts'
import type { Database } from '../db/database.ts'
import { isDatabaseAway } from '../db/database-away.ts'
import { currentReleaseId } from '../db/load-release.ts'
import { migrate } from '../db/migrate.ts'
import { openNeighbourGraph } from '../db/neighbour-graph-file.ts'
import { listReleases } from '../db/release-list.ts'
import type { KeyedPredictions } from '../db/stored-predictions.ts'
import type { PackedPredictions } from '../fitness/packed-predictions.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import { withDeadline } from './deadline.ts'
import { beginOpening, type Opening } from './opening.ts'
import { PreparationState } from './preparation-state.ts'
import { openSurrogates, prepare } from './prepare.ts'
import { type Watcher, watchReleases } from './release-watcher.ts'
import { reporting } from './reporting.ts'
import { retryWithBackoff } from './retry-with-backoff.ts'
import { ServedLandscapes } from './served-landscapes.ts'
import { ServedRelease, type ServingParts } from './served-release.ts'
import { followProgress, lookAtProgress, NOT_SHARED, shareProgress } from './shared-progress.ts'
import { singleFlight } from './single-flight.ts'

export interface RunningService {
  readonly port: number
  /**
   * Settles when the database is prepared as far as this server prepares it and a release is served.
   * Rejects where that cannot be; the server is to be stopped then.
   */
  readonly prepared: Promise<Served>
  /**
   * Not ready from now on; lets requests in flight finish, then lets go of the database. What cannot
   * be closed is reported and keeps nothing else open. Again, it is the same stop.
   */
  stop(): Promise<void>
}

const STOPPING = 'The service is being stopped; ask again elsewhere.'
const AWAY = 'The database does not answer; the service goes on trying and becomes ready by itself.'
const FAILED =
  'The preparation failed, the log says why; the release that was published before is served.'
const REFUSED =
  'The current release cannot be loaded, the log says why; the service goes on trying.'

/**
 * Listens at once and answers that it is not ready until a release is loaded.
 * @param opening what is being opened already
 */
export async function startService(
  config: Config,
  reporter: Reporter,
  opening?: Opening,
): Promise<RunningService> {
  const served = new ServedRelease()
  const state = new PreparationState()
  const stopping = new AbortController()
  const closing: (() => Promise<void>)[] = []
  let trouble: string | null = null
  let databaseUp: boolean | null = null
  const whyNotReady = (): NotReady | null => {
    if (stopping.signal.aborted) return { detail: STOPPING }
    if (served.current !== null) return null
    return trouble === null ? unfinishedOf(state.current) : { detail: trouble }
  }
  const onTrouble = (why: string | null) => {
    trouble = why
  }
  const onDatabase = (isUp: boolean | null) => {
    databaseUp = isUp
  }
  const log = jsonLog(undefined, config.logLevel)
  const server = await serve(
    buildApp(() => served.current, log, config, { whyNotReady, isDatabaseUp: () => databaseUp }),
    config,
  )
  const { signal } = stopping
  const work = run(config, {
    opening: opening ?? (await beginOpening(config, reporter)),
    served,
    state,
    log,
    reporter,
    signal,
    closing,
    onTrouble,
    onDatabase,
  })
  work.catch(() => {}) // whoever awaits it gets the error
  const stop = async () => {
    stopping.abort()
    // Preparing is cut off wherever it is, which the next start makes good.
    await closeAll([() => server.close(config.shutdownDelayS * 1000)], reporter)
    await closeAll(closing.reverse(), reporter)
  }
  let stopped: Promise<void> | undefined
  return {
    port: server.port,
    prepared: work,
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

// All at once: a look at a database that says nothing ends when its connection is closed.
async function closeAll(
  closing: readonly (() => Promise<void>)[],
  reporter: Reporter,
): Promise<void> {
  for (const closed of await Promise.allSettled(closing.map((close) => close()))) {
    if (closed.status === 'fulfilled') continue
    reporter.info(`Something could not be closed: ${messageOf(closed.reason)}`)
  }
}

interface Run {
  readonly opening: Opening
  readonly served: ServedRelease
  /** How far the predictions are. */
  readonly state: PreparationState
  readonly log: Log
  readonly reporter: Reporter
  readonly signal: AbortSignal
  /** What is to be closed at the end, the last first. */
  readonly closing: (() => Promise<void>)[]
  /** Why nothing can be served, for whoever asks while nothing is; null once that is over. */
  readonly onTrouble: (why: string | null) => void
  /** Whether the database answered; null where none is open any more. */
  readonly onDatabase: (isUp: boolean | null) => void
}

async function run(config: Config, context: Run): Promise<Served> {
  const { served, state, log, reporter, signal, closing, onTrouble, onDatabase } = context
  const withRetries = async <T>(attempt: () => Promise<T>) => {
    const onWait = (error: unknown, milliseconds: number) => {
      onTrouble(AWAY)
      onDatabase(false)
      reporter.info(awayLine(error, milliseconds))
    }
    const done = await retryWithBackoff(attempt, { signal, onWait })
    onTrouble(null)
    onDatabase(true)
    return done
  }
  let attempt: Promise<Database> | null = context.opening.database
  const opening = withRetries(() => {
    const begun = attempt ?? context.opening.openAgain()
    attempt = null
    return begun
  })
  opening.then(
    (opened) => closing.push(() => opened.close()),
    () => {}, // reported below
  )
  // While the space is built: an empty database gets its tables, and the models are checked.
  const migrating = opening.then((opened) =>
    config.prepare === 'auto' ? withRetries(() => migrateEmpty(opened)) : false,
  )
  const [db, space, models, isMigrated] = await Promise.all([
    opening,
    context.opening.space,
    openSurrogates(config.modelsFolder, reporter),
    migrating,
  ])
  const folders = releaseFolders(config.releasesFolder, (error) => log.warn('manifest', { error }))
  // One look at a time, however many ask: while Postgres is silent each would take a connection.
  const ask = singleFlight(() => withDeadline(db, listReleases))
  let listed: Awaited<ReturnType<typeof ask>> | null = null
  const list = async () => listed ?? ask()
  const releases = { list, folders }
  const preparation = () => state.current
  if (db.kind === 'postgres') followProgress(db, state, signal).catch(() => {})
  const landscapes = config.landscapes
    ? new ServedLandscapes({ dataFolder: config.dataFolder, reporter, signal })
    : null
  const derived = {
    ...(landscapes === null ? {} : { landscapes: (id: string) => landscapes.access(id) }),
    openGraph: () => openNeighbourGraph(config.dataFolder, space, 'graph-edit'),
  }
  if (config.prepare === 'auto') {
    const onRelease = async (id: string, made?: KeyedPredictions<PackedPredictions>) => {
      await served.load(db, id, { space, models, releases, preparation, ...derived }, made)
    }
    if (!isMigrated) await withRetries(() => serveCurrent(db, onRelease))
    const shared = db.kind === 'postgres' ? shareProgress(db, state) : NOT_SHARED
    try {
      await withRetries(async () => {
        if (!isMigrated) await migrate(db)
        await prepare(db, { config, space, models, reporter, state, shared, signal, onRelease })
      })
    } catch (error) {
      if (served.current === null || signal.aborted) throw error
      state.failed(FAILED)
      log.error('preparation', { error })
      const { id } = served.current.release
      reporter.info(`The preparation failed, release ${id} is served on: ${messageOf(error)}`)
    } finally {
      await shared.stop()
    }
  }
  const isAlone = db.kind === 'pglite' && served.current !== null
  const parts = { space, models, releases, preparation, ...derived }
  const ensureLandscapes = (own: Database, id: string) =>
    landscapes?.ensure(id, space, () => served.stored(own))
  const current = isAlone
    ? served.current
    : await follow(db, parts, { ...context, onServed: ensureLandscapes })
  // Loaded when it is needed: at a first start it would only be in the way.
  const { makeFiles } = await import('./make-files.ts')
  await makeFiles(db, { config, run: context, space, folders, landscapes, isAlone })
  if (isAlone) {
    // Nobody else publishes into the folder: what is known by now is all there is to know.
    listed = await ask().catch(reporting(reporter, 'The releases cannot be listed'))
    const problem = reporting(reporter, 'The embedded database could not be closed')
    await db.unload().catch(problem)
    onDatabase(null)
  }
  return current
}

/** Migrates where nothing is served that would have to wait for it. @returns whether that is so */
async function migrateEmpty(db: Database): Promise<boolean> {
  if ((await currentReleaseId(db)) !== null) return false
  await migrate(db)
  return true
}

/** Serves what an earlier start has published while this one looks whether anything has changed. */
async function serveCurrent(db: Database, onRelease: (id: string) => Promise<void>): Promise<void> {
  try {
    const id = await currentReleaseId(db)
    if (id !== null) await onRelease(id)
  } catch (error) {
    // Anything else, a schema of an older version for example, is for the preparation to meet.
    if (isDatabaseAway(error)) throw error
  }
}

interface Following extends Run {
  /** Told of each release that is served, with the database to read it from. */
  readonly onServed: (db: Database, id: string) => unknown
}

/** Follows the releases that others publish; settles when one is served. */
async function follow(
  db: Database,
  parts: ServingParts,
  { served, state, reporter, signal, closing, onTrouble, onDatabase, onServed }: Following,
): Promise<Served> {
  if (served.current === null) reporter.info('Waiting for a release to be published')
  let said: string | null = null
  let refused: string | null = null
  const first = new Promise<Served>((resolve, reject) => {
    const watcher: Watcher = watchReleases(db, {
      onCurrent: async (id, own) => {
        // Before a release without predictions is served: are they to come?
        if (db.kind === 'postgres') await lookAtProgress(own, state)
        if (await served.load(own, id, parts)) reporter.info(`Release ${id} is served`)
        if (served.current !== null) {
          resolve(served.current)
          onServed(db, id)
        }
      },
      onError: (error) => {
        onTrouble(AWAY)
        onDatabase(false)
        const line = `The current release cannot be had: ${messageOf(error)}`
        if (line !== said) reporter.info(line)
        said = line
      },
      onRefused: (id, error) => {
        refused = REFUSED
        onTrouble(refused)
        const before = served.current?.release.id
        const still = before === undefined ? 'nothing is served' : `${before} is served on`
        reporter.info(`Release ${id} cannot be loaded, ${still}: ${messageOf(error)}`)
      },
      onRecovery: () => {
        onTrouble(refused)
        onDatabase(true)
        said = null
        reporter.info('The database answers again')
      },
    })
    closing.push(() => watcher.close())
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  first.catch(() => {}) // of interest only to whoever waits for it
  return served.current ?? first
}

function awayLine(error: unknown, milliseconds: number): string {
  const seconds = (milliseconds / 1000).toLocaleString('en-GB')
  return `Postgres does not answer (${messageOf(error)}); trying again in ${seconds} s`
}
