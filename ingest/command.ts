import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Database, openDatabase } from '../db/database.ts'
import { losesEvaluations } from '../db/difference.ts'
import { IngestRefusedError } from '../db/ingest-refused-error.ts'
import { hasLedger } from '../db/ingest-runs.ts'
import { migrate } from '../db/migrate.ts'
import { publishRelease } from '../db/publish-release.ts'
import { openSpace } from '../db/space-file.ts'
import { tidyEvaluations } from '../db/tidy-evaluations.ts'
import type { ExitCode } from '../report/exit-with.ts'
import { messageOf } from '../report/message-of.ts'
import { createReporter, type Reporter, type ReportStream } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { type BuiltIn, knownInstances } from './built-in.ts'
import type { CheckReport } from './check-source.ts'
import { dryRun } from './dry-run.ts'
import { appended } from './evaluations/appended.ts'
import { EVALUATIONS } from './evaluations/evaluations-kind.ts'
import { type IngestOutcome, ingest } from './ingest.ts'
import { IngestError } from './ingest-error.ts'
import { adviceOn, lossLine } from './loss.ts'
import { RejectedRecordsError, rejectionLine } from './rejections.ts'
import type { Source } from './source.ts'
import type { SourceInput, SourceKind } from './source-kind.ts'

export interface CommandEnvironment {
  /** `DATABASE_URL`; null for the embedded database in the data folder. */
  readonly databaseUrl: string | null
  /** Holds the embedded database and the table of the space. */
  readonly dataFolder: string
  /** `EO_NAS_BENCH_SOURCES`, else ./sources. */
  readonly sourcesFolder: string
  readonly output: ReportStream
  readonly instances: readonly BuiltIn[]
}

const OPTIONS = {
  instance: { type: 'string' },
  sources: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'skip-rejected': { type: 'boolean' },
  append: { type: 'boolean' },
  replace: { type: 'boolean' },
  download: { type: 'boolean' },
  offline: { type: 'boolean' },
  publish: { type: 'boolean' },
  'no-publish': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const helpOf = (kinds: readonly SourceKind[]) => `Usage: npm run ingest -- SOURCE [FILE…] [options]

Sources:
${kinds.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.trimEnd()}\n      ${summary}`).join('\n')}

Options:
  --instance FILE   JSON that describes the instance and the columns (evaluations)
  --sources FOLDER  where upstream files are looked for and downloaded to
                    (default: EO_NAS_BENCH_SOURCES, else ./sources)
  --download        download what is in no folder (${byThemselves(kinds)} without being asked)
  --offline         never download
  --append          add the tables to what the instance holds (evaluations)
  --replace         load also where evaluations that the instance holds are dropped or changed
  --dry-run         read and check everything, report all that is wrong and what would be added,
                    removed and changed; load nothing
  --skip-rejected   load the valid records where others are rejected
  --no-publish      do not publish a release afterwards (--publish is the default)
  -h, --help        this text

The database is DATABASE_URL, or an embedded one in DATA_FOLDER (default ./data). Exit codes: 0 done,
1 refused or failed (also a dry run of a load that would be refused), 2 called wrongly.
`

/** What downloads by itself, as names in a sentence. */
function byThemselves(kinds: readonly SourceKind[]): string {
  const names = kinds.filter(({ downloads }) => downloads).map(({ name }) => name)
  return names.length === 0 ? 'none' : names.join(', ')
}

/** Runs `npm run ingest`; says what it does on the output. */
export async function runIngestCommand(
  args: readonly string[],
  environment: CommandEnvironment,
): Promise<ExitCode> {
  const { output, instances } = environment
  const kinds = [...instances.map(({ source }) => source), EVALUATIONS]
  const call = parseCall(args, kinds)
  if ('problem' in call) {
    output.write(`${call.problem}\n\n${helpOf(kinds)}`)
    return 2
  }
  if (call.values.help === true) {
    output.write(helpOf(kinds))
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
  readonly kind: SourceKind
  readonly input: SourceInput
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
}

function parseCall(
  args: readonly string[],
  kinds: readonly SourceKind[],
): Call | { readonly problem: string } {
  try {
    const parsed = parse(args)
    const [name, ...files] = parsed.positionals
    const input = { files, description: parsed.values.instance ?? null }
    const kind = kinds.find((source) => source.name === name) ?? EVALUATIONS
    const isOther = kind !== EVALUATIONS
    if (isOther && parsed.values.instance !== undefined && parsed.values.help !== true) {
      return { problem: `${name} knows its instance; --instance is for ${EVALUATIONS.name}.` }
    }
    const call = { ...parsed, kind, input }
    if (parsed.values.help === true) return call
    if (parsed.values.append === true && isOther) {
      return { problem: `--append is for ${EVALUATIONS.name}: ${name} is loaded as a whole.` }
    }
    if (parsed.values.append === true && parsed.values.replace === true) {
      return { problem: '--append keeps what is there and --replace does not: choose one.' }
    }
    if (kind.name === name) {
      kind.checkInput(input)
      return call
    }
    if (name === undefined) return { problem: 'Name a source.' }
    const names = kinds.map((source) => source.name).join(', ')
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
  const space = await openSpace(environment.dataFolder, {
    onProgress: (done, total) => reporter.progress('enumerating architectures', done, total),
  })
  const places = {
    folders: [values.sources ?? environment.sourcesFolder],
    reporter,
    download: values.offline !== true && (values.download === true || kind.downloads),
  }
  const known = knownInstances(environment.instances)
  const opened = await kind.open(input, { space, reporter, places, known })
  if (opened.status === 'absent') {
    reporter.info(`Nothing was loaded. ${opened.reason}${advice(places.download)}`)
    return 1
  }
  if (values['dry-run'] === true) return tryOut(opened.source, { environment, reporter, values })
  return load(opened.source, { environment, space, reporter, values })
}

interface LoadContext {
  readonly environment: CommandEnvironment
  readonly space: Space
  readonly reporter: Reporter
  readonly values: Call['values']
}

async function load(source: Source, context: LoadContext): Promise<ExitCode> {
  const { environment, space, reporter, values } = context
  const { databaseUrl, dataFolder } = environment
  const db = await openDatabase(
    databaseUrl === null ? { folder: dataFolder } : { url: databaseUrl },
  )
  try {
    await migrate(db)
    const skipRejected = values['skip-rejected'] === true
    const replace = values.replace === true
    const adding = values.append === true ? await appended(source, db) : source
    const outcome = adding && (await ingest(adding, { db, reporter, skipRejected, replace }))
    if (outcome?.status === 'loaded') await tidyEvaluations(db)
    for (const rejection of outcome?.rejections.first ?? []) {
      reporter.info(`  ${rejectionLine(rejection)}`)
    }
    const isAppended = adding?.plan.appendsTo !== undefined
    reporter.info(`${source.plan.instance.id}: ${outcomeLine(outcome, isAppended)}`)
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

function outcomeLine(outcome: IngestOutcome | null, isAppended: boolean): string {
  if (outcome === null || outcome.status === 'unchanged') {
    return 'the same files are loaded already; nothing changed'
  }
  const { accepted, before, rejections } = outcome
  const rejected = `${counted(rejections.count, 'record')} rejected`
  if (isAppended) return `${counted(accepted, 'evaluation')} added to ${before}, ${rejected}`
  const instead = before === 0 ? '' : ` in place of ${before}`
  return `${counted(accepted, 'evaluation')} loaded${instead}, ${rejected}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** A dry run beside what the database holds, where there is one and it can be opened. */
async function tryOut(
  source: Source,
  context: Pick<LoadContext, 'environment' | 'reporter' | 'values'>,
): Promise<ExitCode> {
  const { environment, reporter, values } = context
  const db = await openExisting(environment, reporter)
  try {
    const adding = values.append === true && db !== null ? await appended(source, db) : source
    if (adding === null) {
      reporter.info(`${source.plan.instance.id}: ${outcomeLine(null, true)}`)
      return 0
    }
    const { report, difference } = await dryRun(adding, db)
    const code = reportCheck(report, reporter)
    if (difference === null || report.accepted === 0) return code
    const { added, removed, changed, unchanged } = difference
    reporter.info(
      `${source.plan.instance.id}: ${added} added, ${removed} removed, ${changed} changed, ${unchanged} unchanged`,
    )
    if (!losesEvaluations(difference) || values.replace === true) return code
    reporter.info(`${sentence(lossLine(difference))}. ${adviceOn(source.plan)}`)
    return 1
  } finally {
    await db?.close()
  }
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Null where there is no database yet, or where it cannot be opened now. */
async function openExisting(
  { databaseUrl, dataFolder }: CommandEnvironment,
  reporter: Reporter,
): Promise<Database | null> {
  if (databaseUrl === null && !existsSync(join(dataFolder, 'pglite'))) return null
  try {
    const db = await openDatabase(
      databaseUrl === null ? { folder: dataFolder } : { url: databaseUrl },
    )
    if (await hasLedger(db)) return db
    await db.close()
  } catch (error) {
    reporter.info(`Not compared with what is loaded. ${messageOf(error)}`)
  }
  return null
}

function reportCheck(report: CheckReport, reporter: Reporter): ExitCode {
  const { accepted, rejected } = report
  reporter.info(
    `${counted(accepted, 'record')} valid, ${rejected} rejected. Nothing was loaded (dry run).`,
  )
  for (const { pattern, count, examples } of report.groups) {
    reporter.info(`${count} × ${pattern}`)
    for (const example of examples) reporter.info(`  ${rejectionLine(example)}`)
  }
  if (report.fault !== null) reporter.info(report.fault.message)
  return report.rejected > 0 || report.fault !== null ? 1 : 0
}

function advice(downloads: boolean): string {
  return downloads ? '' : ' Add --download, or put the file into one of these folders.'
}
