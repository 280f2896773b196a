import { basename, join } from 'node:path'
import type { IngestPlan } from '../../db/ingest-plan.ts'
import type { StoredRun } from '../../db/stored-runs.ts'
import { nearestName } from '../../fitness/nearest-name.ts'
import type { Reporter } from '../../report/reporter.ts'
import type { Space } from '../../space/space.ts'
import type { Described, KnownInstances } from '../built-in.ts'
import { asSourceFile, type CatalogueFile } from '../catalogue-file.ts'
import { checkArchitecture, shapeOf } from '../checked-architecture.ts'
import { IngestError } from '../ingest-error.ts'
import type { Item, Resume, Source } from '../source.ts'
import { type LocalFile, openLocalFile } from '../source-files.ts'
import { describeTable, readDescription, STRUCTURE, type TableDescription } from './description.ts'
import { FieldError } from './field-error.ts'
import { readFields } from './read-fields.ts'
import { openTable, type Row, type Table } from './read-rows.ts'
import { refuseReserved } from './reserved-ids.ts'
import { RunNumbers } from './run-numbers.ts'
import { descriptionsOf, partOf } from './table-parts.ts'

/** Raise when the same files would be read to other evaluations. */
const PARSER_VERSION = 1

const ITEMS_PER_YIELD = 512
const KEYS_MAX = 1000

export interface EvaluationsInput {
  /** CSV or JSONL tables, in the order in which runs are numbered. */
  readonly paths: readonly string[]
  /** The JSON that describes the instance and the columns. */
  readonly description: string
}

/** The table of a built-in instance. */
export interface BuiltInTable {
  readonly path: string
  readonly described: Described
  readonly completeness: IngestPlan['completeness']
}

interface TableContext {
  readonly space: Space
  readonly reporter: Reporter
  readonly known: KnownInstances
}

interface DescribedInput extends EvaluationsInput {
  readonly table: TableDescription
  /** Name of the description in the ledger. */
  readonly name: string
  readonly completeness: IngestPlan['completeness']
}

interface OpenTable {
  readonly local: LocalFile
  readonly table: Table
  readonly index: number
}

/**
 * Somebody's own measurements as a source: tables with an architecture and a budget a row, and a
 * JSON that says what the columns are (docs/ingest.md).
 * @throws IngestError when a file cannot be opened or a column that is needed is missing
 */
export async function evaluationsSource(
  input: EvaluationsInput,
  context: TableContext,
): Promise<Source> {
  const table = await readDescription(input.description)
  refuseReserved(input.description, table.instance, context.known)
  const name = basename(input.description)
  return openSource({ ...input, table, name, completeness: 'complete' }, context)
}

/** The table of a built-in instance as a source. @throws IngestError as `evaluationsSource` */
export async function describedTables(
  { path, described, completeness }: BuiltInTable,
  context: TableContext,
): Promise<Source> {
  const { id, instance, table, folder, files, origin } = described
  const description = join(folder, 'instance.json')
  const fail = (reason: string) => new Error(`${description}: ${reason}`)
  if (table === undefined) throw fail('it has no "table"')
  const [file] = Object.values(files)
  const sources = origin ?? (file && originOf(file))
  const input = {
    paths: [path],
    description,
    table: describeTable({ instance, ...table, ...(sources && { sources }) }, fail),
    name: `${id}.json`,
    completeness,
  }
  return openSource(input, context)
}

function originOf({ title, licence, attribution }: CatalogueFile) {
  return { title, licence, attribution }
}

async function openSource(
  input: DescribedInput,
  { space, reporter, known }: TableContext,
): Promise<Source> {
  const { table: description, name, completeness } = input
  const tables: OpenTable[] = []
  for (const [index, path] of input.paths.entries()) {
    const local = await openTableFile(path, { description, known, reporter })
    refuseSame(local, tables)
    tables.push({ local, table: await openTable(path, local.file.name, description.format), index })
  }
  checkColumns(tables, description, reporter)
  // Another description reads the same tables to other evaluations, so it is part of the plan.
  const described = await openDescription(input.description, { name, description, reporter })
  const plan: IngestPlan = {
    source: 'evaluations',
    instance: description.instance,
    files: [...tables.map(({ local }) => local.file), described.file],
    completeness,
    parserVersion: PARSER_VERSION,
  }

  async function* records(
    resume: Resume | null,
    before: readonly StoredRun[] = [],
  ): AsyncGenerator<readonly Item[]> {
    const runs = new RunNumbers(before)
    // Runs are numbered over all rows, so a load that is taken up reads from the start.
    const stored = resume?.position ?? 0
    let position = 0
    let items: Item[] = []
    for (const [part, described] of descriptionsOf(description).entries()) {
      const itemOf = itemReader(described, { space, runs })
      for (const { local, table, index } of tables) {
        const keys = new Set<string>()
        let inNoPart = 0
        for await (const row of table.rows()) {
          // Only the first reading rejects what is no row at all.
          const rowPart = 'fields' in row ? partOf(row.fields, description) : 0
          if (rowPart === -1) inNoPart++
          if (rowPart !== part) continue
          position++
          const item = itemOf(row, { file: local.file.name, sourceFile: index, position })
          if (table.columns === null && 'fields' in row && 'evaluation' in item) {
            addKeys(keys, row.fields)
          }
          if (position > stored) items.push(item)
          if (items.length === ITEMS_PER_YIELD) {
            yield items
            items = []
          }
        }
        const { name } = local.file
        if (part === 0 && inNoPart > 0) {
          reporter.info(
            `${name}: ${inNoPart} rows belong to no part of the description; they are ignored`,
          )
        }
        // Of a file without one good row, the rows say what is wrong.
        if (keys.size > 0) checkKeys(keys, { name, description: described, reporter })
      }
    }
    if (items.length > 0) yield items
  }

  return { plan, records }
}

/** The rows of a file that is given twice would count as further runs. */
function refuseSame(local: LocalFile, before: readonly OpenTable[]): void {
  const same = before.find((table) => table.local.file.sha256 === local.file.sha256)
  if (same === undefined) return
  throw new IngestError({
    file: `${same.local.path} and ${local.path}`,
    where: null,
    reason: 'the two are the same file',
    fix: 'Give it once.',
  })
}

function itemReader(
  description: TableDescription,
  { space, runs }: { space: Space; runs: RunNumbers },
) {
  const shape = shapeOf(description.instance)
  return (row: Row, at: { file: string; sourceFile: number; position: number }): Item => {
    const { file, sourceFile, position } = at
    const reject = (reason: string): Item => ({
      rejected: { file, where: `line ${row.line}`, reason },
      position,
    })
    if ('reason' in row) return reject(row.reason)
    try {
      const { architecture, epochs, run, group, values } = readFields(row.fields, description)
      const checked = checkArchitecture(architecture, { space, shape })
      if ('reason' in checked) return reject(checked.reason)
      const number = runs.take({ architectureId: checked.architectureId, epochs, run })
      if (typeof number !== 'number') return reject(number.reason)
      return {
        evaluation: { ...checked, epochs, run: number, sourceFile, sampleGroup: group, values },
        position,
      }
    } catch (error) {
      if (error instanceof FieldError) return reject(error.message)
      throw error
    }
  }
}

function openTableFile(
  path: string,
  {
    description: { sources },
    known: { files },
    reporter,
  }: Omit<TableContext, 'space'> & Pick<Checked, 'description'>,
): Promise<LocalFile> {
  const name = basename(path)
  const own = { name, title: name, licence: 'not stated', attribution: null, url: null, ...sources }
  return openLocalFile(
    path,
    (digest) => {
      const known = files.find((file) => file.sha256 === digest.sha256)
      return known ? asSourceFile(known, digest.sizeBytes) : { ...own, ...digest }
    },
    reporter,
  )
}

function openDescription(
  path: string,
  { name, description: { instance, sources }, reporter }: Checked,
): Promise<LocalFile> {
  const title = `Description of ${instance.id} and of its columns`
  const licence = sources?.licence ?? 'not stated'
  const attribution = sources?.attribution ?? null
  const said = { name, title, licence, attribution, url: null }
  return openLocalFile(path, (digest) => ({ ...said, ...digest }), reporter)
}

/** All files at once, so that one run tells everything that is missing. */
function checkColumns(
  tables: readonly OpenTable[],
  description: TableDescription,
  reporter: Reporter,
): void {
  const problems = tables.flatMap(({ local, table }) => {
    if (table.columns === null) return []
    const { name } = local.file
    reportIgnored(table.columns, { name, description, reporter })
    return missingColumns(new Set(table.columns), description).map((reason) => `${name}: ${reason}`)
  })
  if (problems.length === 0) return
  throw columnsMissing(tables.map(({ local }) => local.file.name).join(', '), problems)
}

interface Checked {
  readonly name: string
  readonly description: TableDescription
  readonly reporter: Reporter
}

function checkKeys(keys: ReadonlySet<string>, { name, description, reporter }: Checked): void {
  reportIgnored([...keys], { name, description, reporter })
  const missing = missingColumns(keys, description)
  if (missing.length > 0) throw columnsMissing(name, missing)
}

function missingColumns(columns: ReadonlySet<string>, description: TableDescription): string[] {
  const { structure, named, measures, parts } = description
  const has = (name: (typeof STRUCTURE)[number]) => columns.has(structure[name])
  const needed = [
    ...measures.flatMap((measure) => (measure === null ? [] : [measure.column])),
    ...STRUCTURE.filter((name) => named.has(name) || name === 'epochs').map(
      (name) => structure[name],
    ),
    ...parts.flatMap(({ where }) => Object.keys(where)),
  ]
  const missing = needed
    .filter((column) => !columns.has(column))
    .map((column) => `there is no column ${column}${suggestion(column, columns)}`)
  if (has('hash') || (has('matrix') && has('operations'))) return missing
  const { hash, matrix, operations } = structure
  return [...missing, `there is neither a column ${hash} nor both ${matrix} and ${operations}`]
}

function suggestion(column: string, columns: ReadonlySet<string>): string {
  const nearest = nearestName(column, [...columns])
  return nearest === undefined ? '' : ` (did you mean ${nearest}?)`
}

function columnsMissing(file: string, problems: readonly string[]): IngestError {
  return new IngestError({
    file,
    where: null,
    reason: problems.join('; '),
    fix: 'Name each column in the description as the file calls it, for example "hash": "module_hash", or add it to the file.',
  })
}

function reportIgnored(columns: readonly string[], { name, description, reporter }: Checked): void {
  const used = new Set([
    ...Object.values(description.structure),
    ...description.measures.map((measure) => measure?.column),
    ...description.parts.flatMap(({ where, without = [] }) => [...Object.keys(where), ...without]),
  ])
  const ignored = columns.filter((column) => !used.has(column))
  if (ignored.length > 0) reporter.info(`${name}: ignored columns: ${listed(ignored)}`)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(', ')
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown
}

function addKeys(keys: Set<string>, fields: ReadonlyMap<string, unknown>): void {
  if (keys.size >= KEYS_MAX) return
  for (const key of fields.keys()) keys.add(key)
}
