import type { Database } from '../db/database.ts'
import type { IngestPlan } from '../db/ingest-plan.ts'
import { IngestRefusedError } from '../db/ingest-refused-error.ts'
import { type CurrentInstance, currentInstances } from '../db/instances.ts'
import { tidyEvaluations } from '../db/tidy-evaluations.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { type BuiltIn, knownInstances } from './built-in.ts'
import { ingest } from './ingest.ts'
import { IngestError } from './ingest-error.ts'
import { RejectedRecordsError, rejectionLine } from './rejections.ts'
import type { SourcePlaces } from './source-files.ts'
import type { OpenedAtStart } from './source-kind.ts'

export interface ReachableOptions {
  readonly instances: readonly BuiltIn[]
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
const DOWNLOAD_LIMITS = { stallMs: 10_000, totalMs: 60_000, attempts: 2 } as const

/**
 * Ingests the built-in instances that load at start: what a folder holds of them and, of those that
 * download by themselves, what no folder holds. A source that is absent or damaged is reported and
 * never keeps the service from starting.
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
    limits: DOWNLOAD_LIMITS,
    ...(mirror === undefined ? {} : { mirror }),
  })
  const known = knownInstances(options.instances)
  const summaries: ReachableSummary[] = []
  for (const { id, source: kind } of options.instances) {
    const { openAtStart } = kind
    if (openAtStart === null) continue
    const context = { space, reporter, known, places: places(kind.downloads) }
    const open = async () => openAtStart(context, await loadedOf(db, id))
    summaries.push(await attempt(id, { db, reporter, open }))
  }
  if (summaries.some(({ status }) => status === 'loaded')) await tidyEvaluations(db)
  return summaries
}

async function loadedOf(db: Database, id: string): Promise<CurrentInstance | null> {
  const instances = await currentInstances(db.kysely)
  return instances.find(({ instance }) => instance.id === id) ?? null
}

async function attempt(
  name: string,
  { db, reporter, open }: { db: Database; reporter: Reporter; open: () => Promise<OpenedAtStart> },
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
  const current = await loadedOf(db, plan.instance.id)
  const digests = (files: readonly { sha256: string }[]) => files.map(({ sha256 }) => sha256).join()
  return current !== null && digests(current.sources) === digests(plan.files)
}
