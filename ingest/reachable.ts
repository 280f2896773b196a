import type { Database } from '../db/database.ts'
import type { IngestPlan } from '../db/ingest-plan.ts'
import { IngestRefusedError } from '../db/ingest-refused-error.ts'
import { type CurrentInstance, currentInstances } from '../db/instances.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { NASBENCH101_FILES } from './catalogue.ts'
import { findFiles } from './find-files.ts'
import { ingest } from './ingest.ts'
import { IngestError } from './ingest-error.ts'
import { cifar10 } from './instances/cifar10.ts'
import { RejectedRecordsError, rejectionLine } from './rejections.ts'
import type { SourcePlaces } from './source-files.ts'
import { type Opened, recordFile, SOURCES, type SourceContext } from './sources.ts'

export interface ReachableOptions {
  /** Searched in this order; the first one receives downloads. */
  readonly sourcesFolders: readonly string[]
  readonly reporter: Reporter
  /** Nothing is downloaded. */
  readonly offline?: boolean
  /** A base address in place of the publisher's, for a mirror. */
  readonly mirror?: string
}

export interface ReachableSummary {
  readonly source: string
  /**
   * `kept`: the database holds more of the instance than this source has; `failed`: the source is
   * there and damaged, or some of its records break rules.
   */
  readonly status: 'loaded' | 'unchanged' | 'absent' | 'kept' | 'failed'
  readonly accepted: number
  /** One sentence where there is something to say. */
  readonly detail: string | null
}

/** A start waits this long for the network before it goes on without. */
const PATIENCE = { stallMs: 10_000, totalMs: 60_000, attempts: 2 } as const

/**
 * Ingests what can be had without being asked: So2Sat LCZ-42 (downloaded when it is in no folder),
 * and what a folder holds of the other sources that load at start and of NASBench-101. A source that is
 * absent or damaged is reported and never keeps the service from starting.
 */
export async function ingestReachable(
  db: Database,
  space: Space,
  options: ReachableOptions,
): Promise<ReachableSummary[]> {
  const { reporter, sourcesFolders: folders, mirror } = options
  const places = (download: boolean): SourcePlaces => ({
    folders,
    reporter,
    download: download && options.offline !== true,
    limits: PATIENCE,
    ...(mirror === undefined ? {} : { mirror }),
  })
  const summaries: ReachableSummary[] = []
  for (const kind of SOURCES.filter(({ loadsAtStart }) => loadsAtStart)) {
    const context = { space, reporter, places: places(kind.downloads) }
    const open = () => kind.open({ files: [], description: null }, context)
    summaries.push(await attempt(kind.name, { db, reporter, open }))
  }
  const context = { space, reporter, places: places(false) }
  const open = () => bestRecordFile(db, context)
  summaries.push(await attempt('nasbench101', { db, reporter, open }))
  return summaries
}

type Attempted = Opened | { readonly status: 'kept'; readonly reason: string }

async function attempt(
  name: string,
  { db, reporter, open }: { db: Database; reporter: Reporter; open: () => Promise<Attempted> },
): Promise<ReachableSummary> {
  const summary = (
    status: ReachableSummary['status'],
    detail: string | null,
    accepted = 0,
  ): ReachableSummary => {
    if (detail !== null) reporter.info(`${name}: ${status}: ${detail}`)
    return { source: name, status, accepted, detail }
  }
  try {
    const opened = await open()
    if (opened.status !== 'found') return summary(opened.status, opened.reason)
    const { source } = opened
    const replace = await isOurs(db, source.plan)
    const outcome = await ingest(source, { db, reporter, replace })
    return summary(outcome.status, null, outcome.accepted)
  } catch (error) {
    if (error instanceof IngestRefusedError) return summary('kept', error.message)
    if (error instanceof RejectedRecordsError) {
      for (const rejection of error.first) reporter.info(`${name}: ${rejectionLine(rejection)}`)
      return summary('failed', error.message)
    }
    if (error instanceof IngestError) return summary('failed', error.message)
    throw error
  }
}

/** A published whole, or the files that are loaded, which this version may read otherwise. */
async function isOurs(db: Database, plan: IngestPlan): Promise<boolean> {
  if (plan.completeness === 'complete') return true
  const instances = await currentInstances(db.kysely)
  const current = instances.find(({ instance }) => instance.id === plan.instance.id)
  const digests = (files: readonly { sha256: string }[]) => files.map(({ sha256 }) => sha256).join()
  return current !== undefined && digests(current.sources) === digests(plan.files)
}

/** The record file that holds most, unless the database holds more already. */
async function bestRecordFile(db: Database, context: SourceContext): Promise<Attempted> {
  const { folders } = context.places
  const paths = await findFiles(folders, (name) => name.endsWith('.tfrecord'))
  const ranked = paths
    .map((path) => ({ path, rank: rankOfName(path) }))
    .sort((left, right) => right.rank - left.rank)
  const [best, ...others] = ranked
  if (best === undefined) {
    return { status: 'absent', reason: `no *.tfrecord file is in ${folders.join(' and ')}` }
  }
  for (const { path } of others) context.reporter.info(`nasbench101: ${path} is not loaded as well`)
  const instances = await currentInstances(db.kysely)
  const current = instances.find(({ instance }) => instance.id === cifar10.id)
  if (current !== undefined && rankOfContent(current) > best.rank) {
    const [file] = current.sources
    return {
      status: 'kept',
      reason: `${file?.name ?? current.source} stays loaded, ${best.path} holds less`,
    }
  }
  return recordFile(best.path, context)
}

/** The full file holds more than the one of 108 epochs, and that more than any sample. */
const BY_RANK = [NASBENCH101_FILES.only108, NASBENCH101_FILES.full] as const

function rankOfName(path: string): number {
  return 1 + BY_RANK.findIndex(({ name }) => path.endsWith(name))
}

function rankOfContent({ completeness, sources }: CurrentInstance): number {
  const rank = 1 + BY_RANK.findIndex(({ sha256 }) => sources.some((file) => file.sha256 === sha256))
  return Math.max(rank, completeness === 'complete' ? 1 : 0)
}
