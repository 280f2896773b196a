import type { Database } from '../db/database.ts'
import { losesEvaluations } from '../db/difference.ts'
import type { Evaluation } from '../db/evaluation.ts'
import { IngestRefusedError } from '../db/ingest-refused-error.ts'
import { beginIngest } from '../db/ingest-runs.ts'
import type { IngestCounts, Loader } from '../db/loader.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import { IngestError, noRecord } from './ingest-error.ts'
import { adviceOn, lossLine } from './loss.ts'
import { RejectedRecordsError, Rejections } from './rejections.ts'
import type { Item, Resume, Source } from './source.ts'

export interface IngestContext {
  readonly db: Database
  readonly reporter: Reporter
  /** Loads the other records where some are rejected; by default one rejection refuses them all. */
  readonly skipRejected?: boolean
  /** Loads also where evaluations that the instance holds are dropped or changed. */
  readonly replace?: boolean
}

export interface IngestOutcome {
  readonly instance: string
  /** `unchanged`: the same files are loaded already, nothing was read. */
  readonly status: 'loaded' | 'unchanged'
  readonly accepted: number
  /** Evaluations that the instance held before. */
  readonly before: number
  readonly rejections: Rejections
}

const BATCH = 10_000

const LASTING = [RejectedRecordsError, IngestError, IngestRefusedError]

/**
 * Loads all records of a source as the content of its instance, or nothing of it. A load that was
 * killed is taken up where it ended.
 * @throws RejectedRecordsError when records break rules and they are not to be skipped
 * @throws IngestError when a file is damaged
 * @throws IngestRefusedError when evaluations would be lost and they are not to be replaced
 */
export async function ingest(source: Source, context: IngestContext): Promise<IngestOutcome> {
  const { plan } = source
  const instance = plan.instance.id
  const start = await beginIngest(context.db, plan)
  if (start.status === 'unchanged') {
    return { instance, status: 'unchanged', accepted: 0, before: 0, rejections: new Rejections() }
  }
  const { loader } = start
  const load = new Load(loader, context.skipRejected === true)
  const label = `loading ${instance}`
  try {
    for await (const items of source.records(await resumeOf(loader))) {
      await load.add(items)
      const end = source.end ?? 0
      context.reporter.progress(label, end > 0 ? load.position : load.records, end)
    }
    await load.flush()
    refuseBad(source, load)
    await refuseLoss(source, loader, context)
    await loader.complete(countsOf(source, loader, load))
  } catch (error) {
    await load.settle()
    // What is wrong with the files stays wrong; anything else may be over at the next try.
    if (LASTING.some((kind) => error instanceof kind)) {
      await loader.abandon(messageOf(error))
    } else {
      await loader.pause()
    }
    throw error
  }
  context.reporter.done(label)
  const { accepted, rejections } = load
  const before = loader.current?.accepted ?? 0
  return { instance, status: 'loaded', accepted, before, rejections }
}

async function resumeOf(loader: Loader): Promise<Resume | null> {
  if (loader.resume === null) return null
  return { ...loader.resume, runsSoFar: await loader.runsSoFar() }
}

function refuseBad({ plan }: Source, load: Load): void {
  const { accepted, rejections, skipRejected } = load
  if (rejections.count > 0 && (!skipRejected || accepted === 0)) {
    throw new RejectedRecordsError(plan.instance.id, accepted, rejections)
  }
  if (accepted > 0) return
  throw noRecord(plan)
}

async function refuseLoss({ plan }: Source, loader: Loader, context: IngestContext): Promise<void> {
  const { current } = loader
  if (current === null || context.replace === true || plan.appendsTo !== undefined) return
  // All of a publication in place of a sample of it.
  const completes = current.completeness === 'partial' && plan.completeness === 'complete'
  if (completes && current.source === plan.source) return
  const difference = await loader.difference()
  if (difference === null || !losesEvaluations(difference)) return
  throw new IngestRefusedError(`${plan.instance.id}: ${lossLine(difference)}. ${adviceOn(plan)}`)
}

/** All that the instance holds afterwards. */
function countsOf({ plan }: Source, { current }: Loader, load: Load): IngestCounts {
  const { accepted, rejected } = load.counts()
  if (plan.appendsTo === undefined || current === null) return { accepted, rejected }
  return { accepted: current.accepted + accepted, rejected: current.rejected + rejected }
}

/** Collects batches and writes one while the next is read. */
class Load {
  accepted: number
  position: number
  readonly rejections: Rejections
  readonly skipRejected: boolean
  readonly #loader: Loader
  #batch: Evaluation[] = []
  #writing: Promise<void> = Promise.resolve()

  constructor(loader: Loader, skipRejected: boolean) {
    const { resume } = loader
    this.accepted = resume?.accepted ?? 0
    this.position = resume?.position ?? 0
    this.rejections = new Rejections(resume?.rejected ?? 0)
    this.skipRejected = skipRejected
    this.#loader = loader
  }

  get records(): number {
    return this.accepted + this.rejections.count
  }

  counts(): { accepted: number; rejected: number } {
    return { accepted: this.accepted, rejected: this.rejections.count }
  }

  async add(items: readonly Item[]): Promise<void> {
    for (const item of items) {
      if ('rejected' in item) {
        this.rejections.add(item.rejected)
      } else {
        this.accepted++
        this.#batch.push(item.evaluation)
      }
      this.position = item.position
    }
    if (this.#batch.length >= BATCH) await this.flush(false)
  }

  /** Starts to write what was collected; by default waits until it is stored. */
  async flush(wait = true): Promise<void> {
    await this.#writing
    const batch = this.#batch
    this.#batch = []
    // A refused load is only read to its end, to tell how much of it is wrong. It writes nothing
    // after the first rejection, so that taking it up again meets that one again.
    if (batch.length > 0 && (this.skipRejected || this.rejections.count === 0)) {
      this.#writing = this.#loader.write(batch, this.position, this.counts())
      // Its failure is thrown by whoever waits next, not as an unhandled rejection meanwhile.
      this.#writing.catch(() => {})
    }
    if (wait) await this.#writing
  }

  /** Waits for a write under way, whatever becomes of it. */
  async settle(): Promise<void> {
    await this.#writing.catch(() => {})
  }
}
