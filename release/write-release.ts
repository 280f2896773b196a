import { chmod, copyFile, link, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile } from '../db/file-digest.ts'
import type { Release, ReleasedInstance } from '../fitness/release.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { encodeSpace } from '../space/space-encoding.ts'
import { referencesBib } from './bibtex.ts'
import { citationCff, citedIn } from './citations.ts'
import { croissantOf } from './croissant.ts'
import { datasetCard } from './dataset-card.ts'
import { type Derived, derivedFilesOf } from './derived-files.ts'
import { dictionaryOf } from './dictionary.ts'
import { FLAT_FORMATS } from './formats.ts'
import { instancesOf } from './instances-file.ts'
import { licencesMd } from './licences.ts'
import {
  CROISSANT_NAME,
  DESCRIPTIONS,
  FILES_FORMAT,
  MANIFEST_NAME,
  README_NAME,
  type ReleaseFile,
  type ReleaseManifest,
} from './manifest.ts'
import type { ModelFiles } from './model-files.ts'
import type { Plan, PlannedTable } from './plan.ts'
import { isListed, type PlannedFile, plain } from './planned-file.ts'
import { writeSqlite, writtenRowCount } from './sqlite-writer.ts'
import { trainingSourcesOf } from './training-sources.ts'
import { worldFiles } from './world-tables.ts'
import { writeWorlds } from './write-worlds.ts'
import type { TableWriter } from './writer.ts'

const SPACE_FILE = plain('space-1.bin', 'the space packed for look-ups by matrix, hash and id')
const INSTANCES = plain('instances.json', 'what each instance is, its sources and what predicts it')
const DICTIONARY = plain('dictionary.json', 'what each column means')
const CITATION = plain('CITATION.cff', 'how to cite the release and its sources')
const REFERENCES = plain('references.bib', 'the same as BibTeX')
const LICENCES = plain('LICENCES.md', 'licences of the sources')

function filesOfModel({ surrogate, model, card, worlds }: ModelFiles): PlannedFile[] {
  return [
    plain(model.name, `the model ${surrogate}, as ONNX`),
    plain(card.name, `what ${surrogate} was trained on, and how good it is`),
    ...(worlds === null ? [] : [plain(worlds.name, `what worlds of ${surrogate} are drawn from`)]),
  ]
}

export interface WriteInput {
  readonly release: Release
  readonly space: Space
  readonly plan: Plan
  /** Ids of those whose files are planned; null for all. */
  readonly instances: readonly string[] | null
  readonly models: readonly ModelFiles[]
  /** What is computed from the release, to be taken along. */
  readonly derived?: Derived | undefined
  /** Whole files of the same release, which are not written again; null for none. */
  readonly kept: { readonly folder: string; readonly manifest: ReleaseManifest } | null
  readonly reporter: Reporter
}

/** Writes all files of a release into an empty folder, the manifest last. */
export async function writeRelease(folder: string, input: WriteInput): Promise<ReleaseManifest> {
  const { release, space, plan, reporter } = input
  const isWritten = ({ instance }: ReleasedInstance) =>
    input.instances === null || input.instances.includes(instance.id)
  const written = { ...release, instances: release.instances.filter(isWritten) }
  const models = input.models.filter(({ surrogate }) =>
    written.instances.some((one) => one.surrogate?.id === surrogate),
  )
  const worlds = plan.worlds.flatMap(worldFiles)
  const derived = derivedFilesOf(written, input.derived)
  const planned = [
    ...plan.tables.flatMap(({ files }) => files),
    ...plan.databases.map(({ file }) => file),
    ...worlds,
    SPACE_FILE,
    ...models.flatMap(filesOfModel),
    ...derived.map(({ file }) => file),
  ]
  const label = `Exporting ${release.id}`
  const rows = rowCounter(plan, (done, total) => reporter.progress(label, done, total))
  for (const table of plan.tables) {
    if (!(await isTakenOver(folder, table.files, input))) await writeTable(folder, table, rows)
  }
  for (const { file, content } of plan.databases) {
    if (await isTakenOver(folder, [file], input)) continue
    await writeSqlite(join(folder, file.name), content, rows)
    // The library lets nobody else read what it writes.
    await chmod(join(folder, file.name), 0o644)
  }
  for (const own of plan.worlds) {
    const files = worldFiles(own)
    if (await isTakenOver(folder, files, input)) continue
    await writeWorlds(folder, own, { release: release.id, space, onRows: rows })
    if (own.database !== null) await chmod(join(folder, own.database.name), 0o644)
  }
  await writeFile(join(folder, SPACE_FILE.name), encodeSpace(space))
  for (const { file, content } of derived) await writeFile(join(folder, file.name), content())
  for (const { model, card, worlds } of models) {
    const copied = worlds === null ? [model, card] : [model, card, worlds]
    for (const { name, from } of copied) await copyFile(from, join(folder, name))
  }
  const data = await digestAll(folder, planned)
  const cited = citedIn(written, await trainingSourcesOf(models))
  const texts = new Map([
    [INSTANCES, json(instancesOf(written, models))],
    [DICTIONARY, json(dictionaryOf(written, data))],
    [CITATION, citationCff(written, cited)],
    [REFERENCES, referencesBib(written, cited)],
    [LICENCES, licencesMd(written)],
  ])
  for (const [file, text] of texts) await writeFile(join(folder, file.name), text)
  const files = [...data, ...(await digestAll(folder, [...texts.keys()]))]
  await writeFile(join(folder, CROISSANT_NAME), json(croissantOf(written, files, cited)))
  await writeFile(
    join(folder, README_NAME),
    // One world of an instance stands for all.
    datasetCard(written, [...planned.filter(isShown), ...texts.keys()], cited),
  )
  for (const name of DESCRIPTIONS) await flush(join(folder, name))
  const manifest: ReleaseManifest = {
    format: FILES_FORMAT,
    release: release.id,
    publishedAt: release.publishedAt,
    instances: written.instances.map(({ instance: { id, title } }) => ({ id, title })),
    files,
  }
  await writeFile(join(folder, MANIFEST_NAME), json(manifest))
  await flush(join(folder, MANIFEST_NAME))
  reporter.done(label)
  return manifest
}

const isShown = ({ name }: PlannedFile) => !/\.world-[1-9]\d*\.parquet$/.test(name)

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Whether all files of a pass were there already; a link costs nothing and keeps the bytes. */
async function isTakenOver(
  folder: string,
  files: readonly PlannedFile[],
  { kept }: WriteInput,
): Promise<boolean> {
  if (kept === null) return false
  if (!files.every((file) => isListed(kept.manifest, file))) return false
  for (const { name } of files) await link(join(kept.folder, name), join(folder, name))
  return true
}

// Rows of a table count once a pass: one for all flat files, one for the database, one for worlds.
function rowCounter(
  { tables, databases, worlds }: Plan,
  progress: (done: number, total: number) => void,
): (rows: number) => void {
  const inTables = tables.reduce((sum, { table }) => sum + table.rows, 0)
  const inDatabases = databases.reduce((sum, { content }) => sum + writtenRowCount(content), 0)
  const total = worlds.reduce((sum, { table }) => sum + table.rows, inTables + inDatabases)
  let done = 0
  return (rows) => {
    done += rows
    progress(done, total)
  }
}

async function writeTable(
  folder: string,
  { table, files }: PlannedTable,
  onRows: (rows: number) => void,
): Promise<void> {
  const writers: TableWriter[] = []
  try {
    for (const { format, name } of files) {
      writers.push(await FLAT_FORMATS[format].open(join(folder, name), table))
    }
    for (const batch of table.batches()) {
      await Promise.all(writers.map((writer) => writer.write(batch)))
      onRows(batch.rows)
    }
    for (const writer of writers) await writer.finish()
  } catch (error) {
    // All of them end; the first error is the one to report.
    await Promise.allSettled(writers.map(async (writer) => writer.abort()))
    throw error
  }
}

async function digestAll(folder: string, files: readonly PlannedFile[]): Promise<ReleaseFile[]> {
  const digested: ReleaseFile[] = []
  for (const { name, mediaType, rows, columns, tables } of files) {
    const path = join(folder, name)
    await flush(path)
    digested.push({ name, mediaType, ...(await digestFile(path)), rows, columns, tables })
  }
  return digested
}

// A renamed folder must not hold files that a power cut would empty.
async function flush(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
