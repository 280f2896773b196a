import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Evaluation } from '../../db/evaluation.ts'
import type { IngestPlan } from '../../db/ingest-plan.ts'
import type { Instance } from '../../fitness/instance.ts'
import type { SourceFile } from '../../fitness/source-file.ts'
import { asSourceFile, type CatalogueFile } from '../../ingest/catalogue-file.ts'
import { digestOf } from '../../ingest/digest.ts'
import { IngestError } from '../../ingest/ingest-error.ts'
import type { Item, Rejection, Resume, Source } from '../../ingest/source.ts'
import { readTfRecords, type TfRecord } from '../../ingest/tfrecord.ts'
import type { Reporter } from '../../report/reporter.ts'
import type { Space } from '../../space/space.ts'
import { BUDGETS, type Nasbench101Record, nasbench101RecordReader } from './record.ts'

/** Raise when the same file would be read to other evaluations. */
const PARSER_VERSION = 1

/** NASBench-101 trained each architecture three times at each budget. */
const RUNS = 3

const ITEMS_PER_YIELD = 512

/** A file that is whole when its digest is the stated one, and what it then must hold. */
export interface WholeFile {
  readonly file: CatalogueFile
  /** Epochs; each architecture has three records at each. */
  readonly budgets: readonly number[]
}

export interface Nasbench101Input {
  readonly path: string
  readonly instance: Instance
  readonly wholeFiles: readonly WholeFile[]
  /** Of any other file. */
  readonly part: Pick<SourceFile, 'url' | 'title' | 'licence' | 'attribution'>
}

/**
 * A TFRecord file of NASBench-101 as a source. Its digest is computed first: a published file must
 * hold all its records, any other file is loaded as partial.
 */
export async function nasbench101Source(
  { path, instance, wholeFiles, part }: Nasbench101Input,
  { space, reporter }: { space: Space; reporter: Reporter },
): Promise<Source> {
  const totalBytes = (await stat(path)).size
  const { sha256, sizeBytes } = await digestOf(path, { reporter, totalBytes })
  const whole = wholeFiles.find(({ file }) => file.sha256 === sha256)
  const file = whole
    ? asSourceFile(whole.file, sizeBytes)
    : { ...part, name: basename(path), sha256, sizeBytes }
  const plan: IngestPlan = {
    source: instance.id,
    instance,
    files: [file],
    completeness: whole ? 'complete' : 'partial',
    ...(whole && { epochs: whole.budgets }),
    parserVersion: PARSER_VERSION,
  }

  async function* records(resume: Resume | null): AsyncGenerator<readonly Item[]> {
    const runs = new RunCounts(space.size, resume?.runsSoFar ?? [])
    const itemOf = itemReader(space, runs, file.name)
    const start = {
      offset: resume?.position ?? 0,
      records: (resume?.accepted ?? 0) + (resume?.rejected ?? 0),
    }
    let first: Rejection | null = null
    let items: Item[] = []
    for await (const block of readTfRecords(path, start)) {
      for (const record of block) {
        const item = itemOf(record)
        if ('rejected' in item) first ??= item.rejected
        items.push(item)
        if (items.length === ITEMS_PER_YIELD) {
          yield items
          items = []
        }
      }
    }
    if (items.length > 0) yield items
    const found = { runs, first }
    if (whole) checkWhole(whole, found)
    else
      reporter.info(
        `${file.name} is no published file of NASBench-101; ${partOf(file, { ...found, wholeFiles })}`,
      )
  }

  return { plan, end: sizeBytes, records }
}

function itemReader(space: Space, runs: RunCounts, file: string): (record: TfRecord) => Item {
  const read = nasbench101RecordReader(space)
  return ({ data, number, start, end }) => {
    const rejected = (reason: string): Item => ({
      rejected: { file, where: `record ${number} at byte ${start}`, reason },
      position: end,
    })
    const record = read(data)
    if ('reason' in record) return rejected(record.reason)
    const run = runs.next(record)
    if (run === null) {
      return rejected(
        `its architecture has ${RUNS} runs at ${record.epochs} epochs already, NASBench-101 has no more`,
      )
    }
    return { evaluation: evaluationOf(record, run), position: end }
  }
}

// The order of `measuresOf` of the instance; a test holds the two together.
function evaluationOf(record: Nasbench101Record, run: number): Evaluation {
  const { architectureId, epochs, form, halfway, final } = record
  return {
    architectureId,
    epochs,
    run,
    sourceFile: 0,
    sampleGroup: null,
    form,
    values: [
      final.trainAccuracy,
      final.validationAccuracy,
      final.testAccuracy,
      final.trainingTime,
      halfway.trainAccuracy,
      halfway.validationAccuracy,
      halfway.testAccuracy,
      halfway.trainingTime,
    ],
  }
}

interface Found {
  readonly runs: RunCounts
  /** The first record that was rejected. */
  readonly first: Rejection | null
}

function checkWhole({ file, budgets }: WholeFile, { runs, first }: Found): void {
  const expected = runs.size * RUNS * budgets.length
  const valid = budgets.reduce((sum, epochs) => sum + runs.total(epochs), 0)
  // No architecture can have more than its runs, so the sum says that each has all of them.
  if (valid === expected) return
  throw new IngestError({
    file: file.name,
    where: null,
    reason: `it holds ${inDigits(valid)} valid records of the ${inDigits(expected)} that it must have (${inDigits(runs.size)} architectures, ${RUNS} runs at ${budgets.join(', ')} epochs)${because(first)}`,
    fix: 'Its digest is the published one, so this is a defect of this program: please report it.',
  })
}

/** @throws IngestError where no record is valid */
function partOf(
  { name }: SourceFile,
  { runs, first, wholeFiles }: Found & Pick<Nasbench101Input, 'wholeFiles'>,
): string {
  const architectures = runs.architectures()
  if (architectures > 0) return `partial: ${inDigits(architectures)} architectures`
  throw new IngestError({
    file: name,
    where: null,
    reason: `it holds no valid record of NASBench-101${because(first)}`,
    fix: `Give ${wholeFiles.map(({ file }) => file.url).join(' or ')}.`,
  })
}

function because(first: Rejection | null): string {
  return first === null ? '' : `; the first that is not: ${first.where}: ${first.reason}`
}

function inDigits(count: number): string {
  return count.toLocaleString('en-GB')
}

interface RunKey {
  readonly architectureId: number
  readonly epochs: number
}

/** How many runs of each architecture at each budget have been met. */
class RunCounts {
  readonly size: number
  readonly #counts: Uint8Array

  constructor(size: number, soFar: Iterable<RunKey & { readonly runs: number }>) {
    this.size = size
    this.#counts = new Uint8Array(size * BUDGETS.length)
    for (const entry of soFar) this.#counts[this.#at(entry)] = entry.runs
  }

  /** Counts one more run; its number, or null where all runs have been met. */
  next(key: RunKey): number | null {
    const at = this.#at(key)
    const met = this.#counts[at] ?? 0
    if (met === RUNS) return null
    this.#counts[at] = met + 1
    return met
  }

  total(epochs: number): number {
    const from = this.#at({ architectureId: 0, epochs })
    return this.#counts.subarray(from, from + this.size).reduce((sum, runs) => sum + runs, 0)
  }

  /** Architectures with a run at any budget. */
  architectures(): number {
    let found = 0
    for (let architectureId = 0; architectureId < this.size; architectureId++) {
      const met = BUDGETS.some((epochs) => this.#counts[this.#at({ architectureId, epochs })] !== 0)
      if (met) found++
    }
    return found
  }

  #at({ architectureId, epochs }: RunKey): number {
    return BUDGETS.indexOf(epochs) * this.size + architectureId
  }
}
