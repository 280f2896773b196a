import type { Config } from '../api/http/config.ts'
import type { ReleaseView } from '../api/operations/release-view.ts'
import type { ReleaseFolders } from '../api/operations/releases.ts'
import type { Database } from '../db/database.ts'
import type { Release } from '../fitness/release.ts'
import { FORMATS } from '../release/formats.ts'
import { keptLandscapes } from '../release/kept-landscapes.ts'
import type { ReleaseManifest } from '../release/manifest.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { MODELS_FOLDER } from '../surrogate/predictor.ts'
import { type ExportedFiles, type Exporting, exportFiles } from './export-files.ts'
import { reporting } from './reporting.ts'
import type { ServedLandscapes } from './served-landscapes.ts'
import type { ServedRelease } from './served-release.ts'

/** What makes files needs to know of the service that runs. */
export interface ServiceRun {
  readonly served: ServedRelease
  readonly reporter: Reporter
  readonly signal: AbortSignal
  /** What is to be closed at the end, the last first. */
  readonly closing: (() => Promise<void>)[]
}

export interface Making {
  readonly config: Config
  readonly run: ServiceRun
  readonly space: Space
  readonly folders: ReleaseFolders
  readonly landscapes: ServedLandscapes | null
  /** Whether the database closes once this settles, since nobody else publishes into it. */
  readonly isAlone: boolean
}

// The release as it is stored takes a hundred megabytes. No function that lives longer than it is
// needed may refer to it, nor lie beside one that does: functions of one scope share what they hold.

/**
 * Starts to make what the data folder lacks of the release that is served, its landscapes and then its
 * files; settles when nothing more is read from the database. What goes wrong is reported: it is no
 * reason to end a service that answers.
 */
export async function makeFiles(db: Database, making: Making): Promise<void> {
  const { config, run, space, folders, landscapes, isAlone } = making
  const { served, reporter } = run
  const id = served.current?.release.id
  if (id === undefined) return
  const toExport = config.exports
    ? await unexported(db, { config, folders, served }).catch(
        reporting(reporter, 'The release is not exported'),
      )
    : null
  const isKept = landscapes === null || (await keptLandscapes(config.dataFolder, id)) !== null
  const problem = reporting(reporter, 'The landscapes are not computed')
  const isToLoad = toExport === null && isAlone && !isKept
  const toStudy = isToLoad ? await served.stored(db).catch(problem) : toExport
  const studied = landscapes?.ensure(id, space, async () => toStudy)
  if (toExport === null) return
  // The files of the release have its landscapes.
  Promise.resolve(studied)
    .then(() => exportServed(toExport, { config, run, space }))
    .catch(reportingExport(id, run))
}

function reportingExport(id: string, { reporter, signal }: ServiceRun): (error: unknown) => void {
  return (error) => {
    if (signal.aborted) return // cut off by the stop; the next start exports again
    reporter.info(`Release ${id} is not exported: ${messageOf(error)}`)
  }
}

interface Unexported {
  readonly config: Config
  readonly folders: ReleaseFolders
  readonly served: ServedRelease
}

/** The release that is served as it is exported; null where its files are there already. */
async function unexported(
  db: Database,
  { config, folders, served }: Unexported,
): Promise<Release | null> {
  const release = served.current?.release
  if (release === undefined) return null
  const folder = await folders.open(release.id)
  if (folder !== null && hasWorlds(folder.manifest, release, config)) return null
  return served.stored(db)
}

/** Whether a folder has the worlds that it is to have; an export of them can have been cut off. */
function hasWorlds(
  { files }: ReleaseManifest,
  { surrogates }: ReleaseView,
  config: Config,
): boolean {
  if (config.exportedWorlds === 0) return true
  const names = new Set(files.map(({ name }) => name))
  return [...surrogates.values()]
    .filter(({ card }) => card.model.worlds !== undefined)
    .every(({ card }) => names.has(`${card.instance.id}.worlds.sqlite`))
}

interface Export {
  readonly config: Config
  readonly run: ServiceRun
  readonly space: Space
}

/** Makes the files of the release that is served. */
function exportServed(release: Release, { config, run, space }: Export): Promise<void> {
  const { signal, closing } = run
  if (signal.aborted) return Promise.resolve()
  const exporting = exportFiles(release, space, {
    folder: config.releasesFolder,
    formats: FORMATS,
    modelsFolder: config.modelsFolder ?? MODELS_FOLDER,
    worlds: config.exportedWorlds,
    dataFolder: config.dataFolder,
  })
  closing.push(() => exporting.stop())
  return reportExport(release.id, exporting, run.reporter)
}

// It lasts as long as worlds take, and the release need not be in memory so long.
async function reportExport(id: string, exporting: Exporting, reporter: Reporter): Promise<void> {
  const report = (what: string, { folder, files, sizeBytes }: ExportedFiles) => {
    const megabytes = Math.round(sizeBytes / 1e6).toLocaleString('en-GB')
    reporter.info(`${what} can be downloaded: ${files} files, ${megabytes} MB in ${folder}`)
  }
  report(`Release ${id}`, await exporting.done)
  if (exporting.withWorlds !== null) {
    report(`Release ${id} with its worlds`, await exporting.withWorlds)
  }
}
