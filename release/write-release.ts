import { chmod, copyFile, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestFile } from '../db/file-digest.ts'
import type { Release, ReleasedInstance } from '../fitness/release.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { encodeSpace } from '../space/space-encoding.ts'
import { croissantOf } from './croissant.ts'
import { dictionaryOf } from './dictionary.ts'
import { FLAT_FORMATS } from './formats.ts'
import { instancesOf } from './instances-file.ts'
import { FILES_FORMAT, MANIFEST_NAME, type ReleaseFile, type ReleaseManifest } from './manifest.ts'
import { type ModelFiles, modelFilesOf } from './model-files.ts'
import type { Plan, PlannedFile, PlannedTable } from './plan.ts'
import { writeSqlite } from './sqlite-writer.ts'
import { citationCff, licencesMd, readmeMd, referencesBib } from './texts.ts'
import type { TableWriter } from './writer.ts'

/** A file that is no table. */
const plain = (name: string, mediaType: string, about: string): PlannedFile => ({
  name,
  mediaType,
  about,
  rows: null,
  columns: null,
  tables: null,
})

const SPACE_FILE = plain(
  'space-1.bin',
  'application/octet-stream',
  'the space packed for look-ups by matrix, hash and id',
)
const INSTANCES = plain(
  'instances.json',
  'application/json',
  'what each instance is, its sources and what predicts it',
)
const DICTIONARY = plain('dictionary.json', 'application/json', 'what each column means')
const CITATION = plain('CITATION.cff', 'application/yaml', 'how to cite the release')
const REFERENCES = plain('references.bib', 'application/x-bibtex', 'the same as BibTeX')
const LICENCES = plain('LICENCES.md', 'text/markdown', 'licences of the sources')
const CROISSANT = plain('croissant.json', 'application/ld+json', 'metadata as Croissant JSON-LD')
const README = plain('README.md', 'text/markdown', 'this text')

function filesOfModel({ surrogate, model, card, worlds }: ModelFiles): PlannedFile[] {
  return [
    plain(model.name, 'application/octet-stream', `the model ${surrogate}, as ONNX`),
    plain(card.name, 'application/json', `what ${surrogate} was trained on, and how good it is`),
    ...(worlds === null
      ? []
      : [plain(worlds.name, 'application/gzip', `what worlds of ${surrogate} are drawn from`)]),
  ]
}

export interface WriteInput {
  readonly release: Release
  readonly space: Space
  readonly plan: Plan
  /** Ids of those whose files are planned; null for all. */
  readonly instances: readonly string[] | null
  /** Where the trained models are; null for none. */
  readonly modelsFolder: string | null
  readonly reporter: Reporter
}

/** Writes all files of a release into an empty folder, the manifest last. */
export async function writeRelease(folder: string, input: WriteInput): Promise<ReleaseManifest> {
  const { release, space, plan, reporter } = input
  const isWritten = ({ instance }: ReleasedInstance) =>
    input.instances === null || input.instances.includes(instance.id)
  const written = { ...release, instances: release.instances.filter(isWritten) }
  const models = await modelFilesOf(written, input.modelsFolder)
  const planned = [
    ...plan.tables.flatMap(({ files }) => files),
    ...plan.databases.map(({ file }) => file),
    SPACE_FILE,
    ...models.flatMap(filesOfModel),
  ]
  const label = `Exporting ${release.id}`
  const rows = rowCounter(plan, (done, total) => reporter.progress(label, done, total))
  for (const table of plan.tables) await writeTable(folder, table, rows)
  for (const { file, content } of plan.databases) {
    await writeSqlite(join(folder, file.name), content, rows)
    // The library lets nobody else read what it writes.
    await chmod(join(folder, file.name), 0o644)
  }
  await writeFile(join(folder, SPACE_FILE.name), encodeSpace(space))
  for (const { model, card, worlds } of models) {
    const copied = worlds === null ? [model, card] : [model, card, worlds]
    for (const { name, from } of copied) await copyFile(from, join(folder, name))
  }
  const data = await digestAll(folder, planned)
  const texts = new Map([
    [INSTANCES, json(instancesOf(written, models))],
    [DICTIONARY, json(dictionaryOf(written, data))],
    [CROISSANT, json(croissantOf(release, data))],
    [CITATION, citationCff(release)],
    [REFERENCES, referencesBib(release)],
    [LICENCES, licencesMd(release)],
  ])
  texts.set(README, readmeMd(release, [...planned, ...texts.keys()]))
  for (const [file, text] of texts) await writeFile(join(folder, file.name), text)
  const manifest: ReleaseManifest = {
    format: FILES_FORMAT,
    release: release.id,
    publishedAt: release.publishedAt,
    instances: release.instances.map(({ instance: { id, title } }) => ({ id, title })),
    files: [...data, ...(await digestAll(folder, [...texts.keys()]))],
  }
  await writeFile(join(folder, MANIFEST_NAME), json(manifest))
  await flush(join(folder, MANIFEST_NAME))
  reporter.done(label)
  return manifest
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

// Rows of a table count once a pass: one for all flat files, one for the database.
function rowCounter(
  { tables, databases }: Plan,
  progress: (done: number, total: number) => void,
): (rows: number) => void {
  const inTables = tables.reduce((sum, { table }) => sum + table.rows, 0)
  const inDatabases = databases.flatMap(({ file }) => file.tables ?? [])
  const total = inDatabases.reduce((sum, { rows }) => sum + rows, inTables)
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
    // Each of them, and the first error is the one to be told.
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
  await file.sync()
  await file.close()
}
