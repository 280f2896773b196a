import { type Database, openDatabase } from '../db/database.ts'
import { currentReleaseId, loadRelease } from '../db/load-release.ts'
import { migrate } from '../db/migrate.ts'
import { pruneReleases } from '../db/prune-releases.ts'
import { publishRelease } from '../db/publish-release.ts'
import { listReleases } from '../db/release-list.ts'
import { openSpace } from '../db/space-file.ts'
import type { ExitCode } from '../report/exit-with.ts'
import { createReporter, type Reporter, type ReportStream } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { type Call, CallError, HELP, parseCall } from './command-line.ts'
import { exportRelease } from './export.ts'
import { keptDerived } from './kept-landscapes.ts'
import { removeExported } from './remove-exported.ts'
import { verifyRelease } from './verify.ts'

export interface CommandEnvironment {
  /** `DATABASE_URL`; null for the embedded database in the data folder. */
  readonly databaseUrl: string | null
  /** Where the trained models are. */
  readonly modelsFolder: string
  /** Where the service serves exported releases from. */
  readonly releasesFolder: string
  /** Holds the embedded database and the table of the space. */
  readonly dataFolder: string
  readonly output: ReportStream
}

/** Runs `npm run release`; says what it does on the output. */
export async function runReleaseCommand(
  args: readonly string[],
  environment: CommandEnvironment,
): Promise<ExitCode> {
  const { output } = environment
  const reporter = createReporter({ stream: output })
  try {
    const call = parseCall(args)
    switch (call.command) {
      case 'help':
        output.write(HELP)
        return 0
      case 'verify':
        return await verify(call.folder, reporter)
      case 'list':
        return await withDatabase(environment, (db) => list(db, reporter))
      case 'publish':
        return await withDatabase(environment, (db) => publish(db, environment, reporter))
      case 'prune':
        return await withDatabase(environment, (db) => prune(db, call, { environment, reporter }))
      case 'export':
        return await withDatabase(environment, (db) => write(db, call, { environment, reporter }))
    }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    output.write(`${error.message}\n\n${HELP}`)
    return 2
  }
}

async function withDatabase(
  { databaseUrl, dataFolder }: CommandEnvironment,
  run: (db: Database) => Promise<ExitCode>,
): Promise<ExitCode> {
  const db = await openDatabase(
    databaseUrl === null ? { folder: dataFolder } : { url: databaseUrl },
  )
  try {
    await migrate(db)
    return await run(db)
  } finally {
    await db.close()
  }
}

function spaceOf({ dataFolder }: CommandEnvironment, reporter: Reporter): Promise<Space> {
  return openSpace(dataFolder, {
    onProgress: (done, total) => reporter.progress('Enumerating architectures', done, total),
  })
}

async function list(db: Database, reporter: Reporter): Promise<ExitCode> {
  const releases = await listReleases(db)
  for (const { id, publishedAt, current, instances } of releases) {
    reporter.info(
      `${id}  ${publishedAt}  ${instances.map((one) => one.id).join(', ')}${current ? '  (current)' : ''}`,
    )
  }
  if (releases.length === 0)
    reporter.info('There is no release; npm run release -- publish makes one.')
  return 0
}

async function publish(
  db: Database,
  environment: CommandEnvironment,
  reporter: Reporter,
): Promise<ExitCode> {
  const { id, created } = await publishRelease(db, await spaceOf(environment, reporter))
  reporter.info(`Release ${id} ${created ? 'published' : 'was published before and is current'}`)
  return 0
}

async function write(
  db: Database,
  call: Extract<Call, { command: 'export' }>,
  { environment, reporter }: { environment: CommandEnvironment; reporter: Reporter },
): Promise<ExitCode> {
  const id = call.release ?? (await currentReleaseId(db))
  const known = (await listReleases(db)).map((release) => release.id)
  if (id === null || !known.includes(id)) {
    reporter.info(
      known.length === 0
        ? 'Nothing was exported. There is no release; npm run release -- publish makes one.'
        : `Nothing was exported. There is no release ${id}; there are ${known.join(', ')}.`,
    )
    return 1
  }
  const release = await loadRelease(db, id)
  const unknown = call.instances?.filter(
    (own) => !release.instances.some(({ instance }) => instance.id === own),
  )
  if (unknown !== undefined && unknown.length > 0) {
    const own = release.instances.map(({ instance }) => instance.id).join(', ')
    reporter.info(
      `Nothing was exported. Release ${id} has no ${unknown.join(', ')}; it has ${own}.`,
    )
    return 1
  }
  const { folder, formats, instances, worlds } = call
  const space = await spaceOf(environment, reporter)
  const { modelsFolder, dataFolder } = environment
  const derived = await keptDerived(dataFolder, id, space)
  if (derived === undefined) {
    reporter.info(
      `The landscapes of release ${id} are left out: a service that serves it computes them.`,
    )
  }
  const exported = await exportRelease(release, space, {
    folder,
    formats,
    instances,
    worlds,
    modelsFolder,
    derived,
    reporter,
  })
  const { files } = exported.manifest
  const megabytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 1e6
  reporter.info(
    `${files.length} files (${megabytes.toFixed(1)} MB) of release ${id} are ${exported.created ? '' : 'there already '}in ${exported.folder}`,
  )
  return 0
}

async function prune(
  db: Database,
  { keep, dryRun }: Extract<Call, { command: 'prune' }>,
  { environment, reporter }: { environment: CommandEnvironment; reporter: Reporter },
): Promise<ExitCode> {
  const { releasesFolder } = environment
  const onDelete = async (ids: readonly string[]) => {
    for (const id of ids) await removeExported(releasesFolder, id)
  }
  const { releases, columns, bytes } = await pruneReleases(db, { keep, dryRun, onDelete })
  const done = dryRun ? 'Would delete' : 'Deleted'
  for (const { id, publishedAt } of releases) {
    reporter.info(`${done} release ${id} of ${publishedAt}, and its files in ${releasesFolder}`)
  }
  const megabytes = (bytes / 1e6).toFixed(1)
  reporter.info(
    `${done} ${releases.length} releases and ${columns} columns (${megabytes} MB) that no other release has`,
  )
  return 0
}

async function verify(folder: string, reporter: Reporter): Promise<ExitCode> {
  const { manifest, problems } = await verifyRelease(folder, reporter)
  for (const problem of problems) reporter.info(problem)
  reporter.info(
    problems.length === 0
      ? `All ${manifest.files.length} files of release ${manifest.release} are as its manifest says`
      : `${problems.length} of ${manifest.files.length} files of release ${manifest.release} are not as its manifest says`,
  )
  return problems.length === 0 ? 0 : 1
}
