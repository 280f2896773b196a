import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import {
  type CatalogueFile,
  LANDSCAPE_FILES,
  NASBENCH101_FILES,
  SEARCH_LOG_FILES,
  SO2SAT_FILES,
} from './catalogue.ts'
import { evaluationsSource } from './evaluations/evaluations-source.ts'
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

export type Opened = { readonly status: 'found'; readonly source: Source } | Absent

export interface SourceKind {
  readonly name: string
  /** How the files are given on the command line, and what they are. */
  readonly usage: string
  readonly summary: string
  /** Whether it downloads without being asked to: its files are small. */
  readonly downloads: boolean
  open(input: SourceInput, context: SourceContext): Promise<Opened>
}

const descriptionOf = (instance: string) =>
  fileURLToPath(new URL(`./instances/${instance}.json`, import.meta.url))

/** Everything that can be ingested; a further source is a file and an entry. */
export const SOURCES: readonly SourceKind[] = [
  {
    name: 'so2sat-lcz42',
    usage: '',
    summary: 'the 450 published architectures of the So2Sat LCZ-42 benchmark (1.6 MB)',
    downloads: true,
    async open(input, context) {
      noFiles(this.name, input)
      const located = await locateAll(SO2SAT_FILES, context.places)
      if (located.status === 'absent') return located
      return { status: 'found', source: so2satLcz42Source(located.locals, context) }
    },
  },
  {
    name: 'so2sat-lcz42-landscape',
    usage: '',
    summary: 'the two tables of the fitness landscape study, from a folder',
    downloads: false,
    async open(input, context) {
      noFiles(this.name, input)
      const located = await locateAll(LANDSCAPE_FILES, context.places)
      if (located.status === 'absent') return located
      const { fourBudgets, epochs36 } = located.locals
      const paths = [fourBudgets.path, epochs36.path]
      const description = descriptionOf('so2sat-lcz42-landscape')
      const source = await evaluationsSource({ paths, description, isBuiltIn: true }, context)
      return { status: 'found', source }
    },
  },
  {
    name: 'cifar10-search-logs',
    usage: '',
    summary: 'NASBench-101 accuracies in published search logs, to train a surrogate of cifar10',
    downloads: false,
    async open(input, context) {
      noFiles(this.name, input)
      const located = await locateAll(SEARCH_LOG_FILES, context.places)
      if (located.status === 'absent') return located
      const tables = {
        paths: [located.locals.evaluations.path],
        description: descriptionOf('cifar10-search-logs'),
        isBuiltIn: true,
        completeness: 'partial',
      } as const
      return { status: 'found', source: await evaluationsSource(tables, context) }
    },
  },
  {
    name: 'evaluations',
    usage: 'TABLE… --instance DESCRIPTION.json',
    summary: "anybody's own measurements: CSV or JSONL tables (docs/ingest.md)",
    downloads: false,
    async open({ files, description }, context) {
      if (files.length === 0) throw usage(this.name, 'no table is named', this.usage)
      if (description === null) throw usage(this.name, 'no description is named', this.usage)
      return {
        status: 'found',
        source: await evaluationsSource({ paths: files, description }, context),
      }
    },
  },
  {
    name: 'nasbench101',
    usage: '[FILE.tfrecord]',
    summary: 'NASBench-101 on CIFAR-10: nasbench_full.tfrecord or nasbench_only108.tfrecord',
    downloads: false,
    async open({ files }, context) {
      const [path, ...more] = files
      if (more.length > 0) throw usage(this.name, 'more than one file is named', this.usage)
      const { full, only108 } = NASBENCH101_FILES
      if (path !== undefined && existsSync(path)) return recordFile(path, context)
      if (path !== undefined) {
        const known = [full, only108].find(({ name }) => name === path)
        if (known === undefined) throw usage(this.name, `there is no file ${path}`, this.usage)
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

function noFiles(name: string, { files }: SourceInput): void {
  if (files.length > 0) throw usage(name, 'its files are found by name, not given', '')
}

function usage(name: string, reason: string, how: string): IngestError {
  return new IngestError({
    file: name,
    where: null,
    reason,
    fix: `Run: npm run ingest -- ${name} ${how}`.trimEnd(),
  })
}
