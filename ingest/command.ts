import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { storeArchitectures } from '../db/architectures.ts'
import { openDatabase } from '../db/database.ts'
import { IngestRefusedError } from '../db/ingest-refused-error.ts'
import { migrate } from '../db/migrate.ts'
import { publishRelease } from '../db/publish-release.ts'
import { openSpace } from '../db/space-file.ts'
import type { ExitCode } from '../report/exit-with.ts'
import { messageOf } from '../report/message-of.ts'
import { createReporter, type Reporter, type ReportStream } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { type CheckReport, checkSource } from './check-source.ts'
import { ingest } from './ingest.ts'
import { IngestError } from './ingest-error.ts'
import { RejectedRecordsError, rejectionLine } from './rejections.ts'
import type { Source } from './source.ts'
import { SOURCES, type SourceInput } from './sources.ts'

export interface CommandEnvironment {
  /** `DATABASE_URL`; null for the embedded database in the data folder. */
  readonly databaseUrl: string | null
  /** Holds the embedded database and the table of the space. */
  readonly dataFolder: string
  /** `EO_NAS_BENCH_SOURCES`; null for ./sources and, where it exists, ../shared/data. */
  readonly sourcesFolder: string | null
  readonly output: ReportStream
}

const OPTIONS = {
  instance: { type: 'string' },
  sources: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'skip-rejected': { type: 'boolean' },
  download: { type: 'boolean' },
  offline: { type: 'boolean' },
  publish: { type: 'boolean' },
  'no-publish': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

// The only source that does not know its instance itself.
const DESCRIBED = SOURCES.find(({ name }) => name === 'evaluations')

export const HELP = `Usage: npm run ingest -- SOURCE [FILE…] [options]

Sources:
${SOURCES.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.trimEnd()}\n      ${summary}`).join('\n')}

Options:
  --instance FILE   JSON that describes the instance and the columns (evaluations)
  --sources FOLDER  where upstream files are looked for and downloaded to
                    (default: EO_NAS_BENCH_SOURCES, else ./sources and ../shared/data)
  --download        download what is in no folder (so2sat-lcz42 does so by itself)
  --offline         never download
  --dry-run         read and check everything, report all that is wrong, load nothing
  --skip-rejected   load the records that are right where others are rejected
  --no-publish      do not publish a release afterwards (--publish is the default)
  -h, --help        this text

The database is DATABASE_URL, or an embedded one in DATA_FOLDER (default ./data). Exit codes: 0 done,
1 refused or failed, 2 called wrongly.
`

/** Runs `npm run ingest`; says what it does on the output. */
export async function runIngestCommand(
  args: readonly string[],
  environment: CommandEnvironment,
): Promise<ExitCode> {
  const { output } = environment
  const call = parseCall(args)
  if ('problem' in call) {
    output.write(`${call.problem}\n\n${HELP}`)
    return 2
  }
  if (call.values.help === true) {
    output.write(HELP)
    return 0
  }
  const reporter = createReporter({ stream: output })
  try {
    return await runCall(call, environment, reporter)
  } catch (error) {
    if (error instanceof RejectedRecordsError) {
      for (const rejection of error.first) reporter.info(`  ${rejectionLine(rejection)}`)
    }
    const isExpected = [RejectedRecordsError, IngestError, IngestRefusedError].some(
      (kind) => error instanceof kind,
    )
    if (!isExpected) throw error
    reporter.info(`Nothing was loaded. ${(error as Error).message}`)
    return 1
  }
}

type Call = ReturnType<typeof parse> & {
  readonly kind: (typeof SOURCES)[number]
  readonly input: SourceInput
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
}

function parseCall(args: readonly string[]): Call | { readonly problem: string } {
  try {
    const parsed = parse(args)
    const [name, ...files] = parsed.positionals
    const input = { files, description: parsed.values.instance ?? null }
    const kind = SOURCES.find((source) => source.name === name) ?? SOURCES[0]
    if (kind === undefined) return { problem: 'There are no sources.' }
    const isDescribed = parsed.values.instance !== undefined
    if (name === kind.name && isDescribed && kind !== DESCRIBED && parsed.values.help !== true) {
      return { problem: `${name} knows its instance; --instance is for ${DESCRIBED?.name}.` }
    }
    const call = { ...parsed, kind, input }
    if (parsed.values.help === true) return call
    if (kind.name === name) {
      kind.checkInput(input)
      return call
    }
    if (name === undefined) return { problem: 'Name a source.' }
    const names = SOURCES.map((source) => source.name).join(', ')
    return { problem: `There is no source ${name}; there are ${names}.` }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}

async function runCall(
  { kind, values, input }: Call,
  environment: CommandEnvironment,
  reporter: Reporter,
): Promise<ExitCode> {
  const space = await openSpace(environment.dataFolder, (done, total) =>
    reporter.progress('enumerating architectures', done, total),
  )
  const places = {
    folders: foldersOf(values.sources ?? environment.sourcesFolder),
    reporter,
    download: values.offline !== true && (values.download === true || kind.downloads),
  }
  const opened = await kind.open(input, { space, reporter, places })
  if (opened.status === 'absent') {
    reporter.info(`Nothing was loaded. ${opened.reason}${advice(places.download)}`)
    return 1
  }
  if (values['dry-run'] === true) return reportCheck(await checkSource(opened.source), reporter)
  return load(opened.source, { environment, space, reporter, values })
}

async function load(
  source: Source,
  context: {
    environment: CommandEnvironment
    space: Space
    reporter: Reporter
    values: Call['values']
  },
): Promise<ExitCode> {
  const { environment, space, reporter, values } = context
  const { databaseUrl, dataFolder } = environment
  const db = await openDatabase(
    databaseUrl === null ? { folder: dataFolder } : { url: databaseUrl },
  )
  try {
    await migrate(db)
    await storeArchitectures(db, space, (done, total) =>
      reporter.progress('storing architectures', done, total),
    )
    const skipRejected = values['skip-rejected'] === true
    const outcome = await ingest(source, { db, reporter, skipRejected })
    const { accepted, rejections } = outcome
    for (const rejection of rejections.first) reporter.info(`  ${rejectionLine(rejection)}`)
    reporter.info(
      outcome.status === 'unchanged'
        ? `${outcome.instance}: the same files are loaded already; nothing changed`
        : `${outcome.instance}: ${accepted} evaluations loaded, ${rejections.count} records rejected`,
    )
    if (values['no-publish'] === true) return 0
    const release = await publishRelease(db, space)
    reporter.info(
      `Release ${release.id} ${release.created ? 'published' : 'was published before and is current'}`,
    )
    return 0
  } finally {
    await db.close()
  }
}

function reportCheck(report: CheckReport, reporter: Reporter): ExitCode {
  reporter.info(
    `${report.accepted} records are right, ${report.rejected} are rejected; nothing was loaded (dry run)`,
  )
  for (const { pattern, count, examples } of report.groups) {
    reporter.info(`${count} × ${pattern}`)
    for (const example of examples) reporter.info(`  ${rejectionLine(example)}`)
  }
  if (report.fault !== null) reporter.info(report.fault.message)
  return report.rejected > 0 || report.fault !== null ? 1 : 0
}

/** `./sources` receives downloads even where it does not exist yet. */
function foldersOf(given: string | null): string[] {
  if (given !== null) return [given]
  const beside = join('..', 'shared', 'data')
  return existsSync(beside) ? ['sources', beside] : ['sources']
}

function advice(downloads: boolean): string {
  return downloads ? '' : ' Add --download, or put the file into one of these folders.'
}
