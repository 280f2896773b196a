import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { IngestPlan } from '../db/ingest-plan.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import {
  type CatalogueFile,
  EC_NAS_BENCH_FILES,
  LANDSCAPE_FILES,
  NASBENCH101_FILES,
  SEARCH_LOG_FILES,
  SO2SAT_FILES,
} from './catalogue.ts'
import { type EvaluationsInput, evaluationsSource } from './evaluations/evaluations-source.ts'
import { IngestError } from './ingest-error.ts'
import { nasbench101Source } from './nasbench101.ts'
import { so2satLcz42Source } from './so2sat-lcz42.ts'
import type { Source } from './source.ts'
import { type Absent, locate, locateAll, type SourcePlaces, wrongDigest } from './source-files.ts'

export interface SourceContext {
  readonly space: Space
  readonly reporter: Reporter
  readonly places: SourcePlaces
}

export interface SourceInput {
  readonly files: readonly string[]
  /** Path of the JSON that describes an instance. */
  readonly description: string | null
}

/** The command was called with other arguments than the source takes. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type Opened = { readonly status: 'found'; readonly source: Source } | Absent

export interface SourceKind {
  readonly name: string
  /** How the files are given on the command line, and what they are. */
  readonly usage: string
  readonly summary: string
  /** Whether it downloads without being asked to: its files are small. */
  readonly downloads: boolean
  /** Whether `npm start` loads it by itself where its files can be had. */
  readonly loadsAtStart: boolean
  /**
   * Asked before `open`, which takes long to get ready for.
   * @throws UsageError for files or a description that the source does not take
   */
  checkInput(input: SourceInput): void
  open(input: SourceInput, context: SourceContext): Promise<Opened>
}

interface DescribedTable {
  readonly summary: string
  readonly file: CatalogueFile
  /** Complete by default. */
  readonly completeness?: IngestPlan['completeness']
  /** True by default. */
  readonly loadsAtStart?: boolean
}

/** A table of the catalogue without a download, described by `instances/NAME.json`. */
function describedTable(name: string, table: DescribedTable): SourceKind {
  const { summary, file, completeness = 'complete', loadsAtStart = true } = table
  const description = fileURLToPath(new URL(`./instances/${name}.json`, import.meta.url))
  return {
    name,
    usage: '',
    summary,
    downloads: false,
    loadsAtStart,
    checkInput(input) {
      noFiles(this, input)
    },
    async open(_, context) {
      const located = await locate(file, context.places)
      if (located.status === 'absent') return located
      const paths = [located.local.path]
      const input = { paths, description, isBuiltIn: true, completeness }
      return { status: 'found', source: await evaluationsSource(input, context) }
    },
  }
}

/** Everything that can be ingested; a further source is a file and an entry. */
export const SOURCES: readonly SourceKind[] = [
  {
    name: 'so2sat-lcz42',
    usage: '',
    summary: 'the 450 published architectures of the So2Sat LCZ-42 benchmark (1.6 MB)',
    downloads: true,
    loadsAtStart: true,
    checkInput(input) {
      noFiles(this, input)
    },
    async open(_, context) {
      const located = await locateAll(SO2SAT_FILES, context.places)
      if (located.status === 'absent') return located
      return { status: 'found', source: so2satLcz42Source(located.locals, context) }
    },
  },
  describedTable('so2sat-lcz42-landscape-72', {
    summary: 'the fitness landscape study: 72 cells at 4 budgets, from a folder',
    file: LANDSCAPE_FILES.fourBudgets,
  }),
  describedTable('so2sat-lcz42-landscape-100', {
    summary: 'the fitness landscape study: 100 cells at 36 epochs, from a folder',
    file: LANDSCAPE_FILES.epochs36,
  }),
  describedTable('ec-nas-bench', {
    summary:
      'EC-NAS-Bench: all 2,532 cells of up to 5 vertices, 4 epochs, with energy, from a folder',
    file: EC_NAS_BENCH_FILES.results,
  }),
  describedTable('cifar10-search-logs', {
    summary: 'NASBench-101 accuracies in published search logs, to train a surrogate of cifar10',
    file: SEARCH_LOG_FILES.evaluations,
    completeness: 'partial',
    loadsAtStart: false,
  }),
  {
    name: 'evaluations',
    usage: 'TABLE… --instance DESCRIPTION.json',
    summary: "anybody's own measurements: CSV or JSONL tables (docs/ingest.md)",
    downloads: false,
    loadsAtStart: false,
    checkInput(input) {
      namedTables(this, input)
    },
    async open(input, context) {
      return {
        status: 'found',
        source: await evaluationsSource(namedTables(this, input), context),
      }
    },
  },
  {
    name: 'nasbench101',
    usage: '[FILE.tfrecord]',
    summary: 'NASBench-101 on CIFAR-10: nasbench_full.tfrecord or nasbench_only108.tfrecord',
    downloads: false,
    // The start chooses among several record files and keeps what holds more.
    loadsAtStart: false,
    checkInput({ files }) {
      if (files.length > 1) throw usage(this, 'more than one file is named')
    },
    async open({ files: [path] }, context) {
      const { full, only108 } = NASBENCH101_FILES
      if (path !== undefined && existsSync(path)) return recordFile(path, context)
      if (path !== undefined) {
        const known = [full, only108].find(({ name }) => name === path)
        if (known === undefined) throw noFile(path)
        return locatedRecordFile(known, context)
      }
      // The full file holds the other one's records, so one of them is enough.
      const { places } = context
      const local = await locate(only108, { ...places, download: false })
      const found = await locate(full, {
        ...places,
        download: places.download && local.status === 'absent',
      })
      if (found.status === 'found') return recordFile(found.local.path, context)
      return local.status === 'found' ? recordFile(local.local.path, context) : found
    },
  },
]

async function locatedRecordFile(file: CatalogueFile, context: SourceContext): Promise<Opened> {
  const located = await locate(file, context.places)
  return located.status === 'absent' ? located : recordFile(located.local.path, context)
}

/** A record file; one that bears a published name must be the published file. */
export async function recordFile(path: string, context: SourceContext): Promise<Opened> {
  const source = await nasbench101Source({ path }, context)
  const [file] = source.plan.files
  const known = Object.values(NASBENCH101_FILES).find(({ name }) => name === basename(path))
  if (known !== undefined && file?.sha256 !== known.sha256) {
    throw wrongDigest(known, [`${path} has the sha256 ${file?.sha256}`])
  }
  return { status: 'found', source }
}

type Named = Pick<SourceKind, 'name' | 'usage'>

function noFiles(kind: Named, { files }: SourceInput): void {
  if (files.length > 0) throw usage(kind, 'its files are found by name, not given')
}

function namedTables(kind: Named, { files, description }: SourceInput): EvaluationsInput {
  if (files.length === 0) throw usage(kind, 'no table is named')
  if (description === null) throw usage(kind, 'no description is named')
  return { paths: files, description }
}

function usage({ name, usage }: Named, reason: string): UsageError {
  return new UsageError(`${name}: ${reason}. Run: npm run ingest -- ${name} ${usage}`.trimEnd())
}

function noFile(path: string): IngestError {
  return new IngestError({
    file: path,
    where: null,
    reason: 'there is no such file',
    fix: 'Name a file that exists, or none to have it looked for.',
  })
}
