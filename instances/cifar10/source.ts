import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { CurrentInstance } from '../../db/instances.ts'
import { type Described, filesOf, type SourceOf } from '../../ingest/built-in.ts'
import type { CatalogueFile } from '../../ingest/catalogue-file.ts'
import { findFiles } from '../../ingest/find-files.ts'
import { IngestError } from '../../ingest/ingest-error.ts'
import { locate, wrongDigest } from '../../ingest/source-files.ts'
import {
  type Opened,
  type OpenedAtStart,
  type SourceContext,
  UsageError,
} from '../../ingest/source-kind.ts'
import { BUDGETS } from './record.ts'
import { type Nasbench101Input, nasbench101Source, type WholeFile } from './record-file.ts'

const USAGE = '[FILE.tfrecord]'

/** NASBench-101's own record files: 1.95 GB and 499 MB, downloaded only when asked for. */
export const sourceOf: SourceOf = (described) => {
  const { id: name, summary } = described
  return {
    name,
    usage: USAGE,
    summary,
    downloads: false,
    checkInput({ files }) {
      if (files.length > 1)
        throw new UsageError({ name, usage: USAGE }, 'more than one file is named')
    },
    open: ({ files: [path] }, context) =>
      path === undefined ? found(described, context) : named(path, { described, context }),
    openAtStart: (context, loaded) => best(loaded, { described, context }),
  }
}

interface Task {
  readonly described: Described
  readonly context: SourceContext
}

/** The two published files and what they must hold, the one that holds less first. */
function wholeFilesOf(described: Described): readonly [WholeFile, WholeFile] {
  const { full, only108 } = filesOf(described, ['full', 'only108'])
  return [
    { file: only108, budgets: [108] },
    { file: full, budgets: BUDGETS },
  ]
}

async function named(path: string, { described, context }: Task): Promise<Opened> {
  if (existsSync(path)) return recordFile(path, { described, context })
  const whole = wholeFilesOf(described).find(({ file }) => file.name === path)
  if (whole === undefined) throw noFile(path)
  return located(whole.file, { described, context })
}

/** The full file holds the other one's records, so one of them is enough. */
async function found(described: Described, context: SourceContext): Promise<Opened> {
  const [{ file: only108 }, { file: full }] = wholeFilesOf(described)
  const { places } = context
  const local = await locate(only108, { ...places, download: false })
  const download = places.download && local.status === 'absent'
  const larger = await locate(full, { ...places, download })
  if (larger.status === 'found') return recordFile(larger.local.path, { described, context })
  return local.status === 'found' ? recordFile(local.local.path, { described, context }) : larger
}

async function located(file: CatalogueFile, { described, context }: Task): Promise<Opened> {
  const one = await locate(file, context.places)
  return one.status === 'absent' ? one : recordFile(one.local.path, { described, context })
}

/** A record file at hand and what is known of it. */
export function recordFileInput(path: string, described: Described): Nasbench101Input {
  const wholeFiles = wholeFilesOf(described)
  const [{ file: whole }] = wholeFiles
  const { licence, attribution } = whole
  const part = { url: null, title: 'A part of NASBench-101', licence, attribution }
  return { path, instance: described.instance, wholeFiles, part }
}

/** A record file; one that bears a published name must be the published file. */
async function recordFile(path: string, { described, context }: Task): Promise<Opened> {
  const input = recordFileInput(path, described)
  const source = await nasbench101Source(input, context)
  const [file] = source.plan.files
  const known = input.wholeFiles.find(({ file: { name } }) => name === basename(path))
  if (known !== undefined && file?.sha256 !== known.file.sha256) {
    throw wrongDigest(known.file, [`${path} has the sha256 ${file?.sha256}`])
  }
  return { status: 'found', source }
}

/** The record file that holds most, unless the database holds more already. */
async function best(
  loaded: CurrentInstance | null,
  { described, context }: Task,
): Promise<OpenedAtStart> {
  const { folders } = context.places
  const byRank = wholeFilesOf(described).map(({ file }) => file)
  const paths = await findFiles(folders, (name) => name.endsWith('.tfrecord'))
  const ranked = paths
    .map((path) => ({ path, rank: 1 + byRank.findIndex(({ name }) => path.endsWith(name)) }))
    .sort((left, right) => right.rank - left.rank)
  const [first, ...others] = ranked
  if (first === undefined) {
    return { status: 'absent', reason: `no *.tfrecord file is in ${folders.join(' and ')}` }
  }
  for (const { path } of others) {
    context.reporter.info(`${described.id}: ${path} is not loaded as well`)
  }
  if (loaded === null || rankOf(loaded, byRank) <= first.rank) {
    return recordFile(first.path, { described, context })
  }
  const [file] = loaded.sources
  return {
    status: 'kept',
    reason: `${file?.name ?? loaded.source} stays loaded, ${first.path} holds less`,
  }
}

/** The full file holds more than the one of 108 epochs, and that more than any sample. */
function rankOf(
  { completeness, sources }: CurrentInstance,
  byRank: readonly CatalogueFile[],
): number {
  const rank = 1 + byRank.findIndex(({ sha256 }) => sources.some((file) => file.sha256 === sha256))
  return Math.max(rank, completeness === 'complete' ? 1 : 0)
}

function noFile(path: string): IngestError {
  return new IngestError({
    file: path,
    where: null,
    reason: 'there is no such file',
    fix: 'Name a file that exists, or none to have it looked for.',
  })
}
