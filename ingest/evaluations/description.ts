import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Instance } from '../../fitness/instance.ts'
import { type Measure, measureName, measuresOf } from '../../fitness/measure.ts'
import type { SourceFile } from '../../fitness/source-file.ts'
import { messageOf } from '../../report/message-of.ts'
import { IngestError } from '../ingest-error.ts'
import { columnClashes } from './column-clashes.ts'
import { TableFormat } from './table-format.ts'
import { Part, partProblems } from './table-parts.ts'
import { unitProblem } from './unit-name.ts'

/** Columns that say what was trained and how long, by their names where nothing else is written. */
export const STRUCTURE = [
  'hash',
  'matrix',
  'operations',
  'epochs',
  'run',
  'group',
  'trainableParameters',
] as const
export type Structure = (typeof STRUCTURE)[number]

const columnName = z.string().min(1).max(200)

/** Which column of a table says what. */
export const TableColumns = z.strictObject({
  columns: z
    .record(columnName, z.string())
    .meta({ description: 'Column to measure', example: { test_oa: 'overallAccuracy.test' } }),
  ...(Object.fromEntries(STRUCTURE.map((name) => [name, columnName.optional()])) as Record<
    Structure,
    z.ZodOptional<typeof columnName>
  >),
  parts: z.array(Part).min(1).max(20).optional(),
  ...TableFormat.shape,
})

// Postgres stores no NUL.
const Line = z
  .string()
  .min(1)
  .max(300)
  .refine((text) => !text.includes('\0'), 'A NUL character is not allowed')

/** Where a table is from. */
export const TableOrigin = z.strictObject({
  title: Line,
  licence: Line,
  attribution: Line.optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
})

/** The JSON that goes with tables of somebody's own measurements. */
const Description = z.strictObject({
  instance: Instance,
  ...TableColumns.shape,
  sources: TableOrigin.optional(),
})
type Description = z.infer<typeof Description>

export interface MeasureColumn {
  readonly column: string
  readonly measure: Measure
  /** Of the measure's metric: decides the range of its values. */
  readonly unit: Instance['metrics'][number]['unit']
}

/** A checked description, in the form that rows are read with. */
export interface TableDescription {
  readonly instance: Instance
  /** In the order of `measuresOf(instance)`, null where no column holds the measure. */
  readonly measures: readonly (MeasureColumn | null)[]
  readonly structure: Readonly<Record<Structure, string>>
  /** Structure columns that the description names itself, which must then exist. */
  readonly named: ReadonlySet<Structure>
  /** In the order in which they are read; empty where all rows are read as they come. */
  readonly parts: readonly Part[]
  /** How the text of the tables is written. */
  readonly format: TableFormat
  readonly sources: Pick<SourceFile, 'title' | 'licence' | 'attribution' | 'url'> | null
}

/** @throws IngestError listing everything that is wrong with the description */
export async function readDescription(path: string): Promise<TableDescription> {
  const fail = (reason: string): IngestError =>
    new IngestError({
      file: path,
      where: null,
      reason,
      fix: 'docs/ingest.md describes this file, with an example.',
    })
  let json: unknown
  try {
    json = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''))
  } catch (error) {
    throw fail(messageOf(error))
  }
  const parsed = Description.safeParse(json, { error: ({ path, input }) => unitHint(path, input) })
  if (!parsed.success) throw fail(z.prettifyError(parsed.error))
  return describeTable(parsed.data, fail)
}

/** @throws what `fail` makes of everything that is wrong with the columns */
export function describeTable(
  description: Description,
  fail: (reason: string) => Error,
): TableDescription {
  const problems = columnProblems(description)
  if (problems.length > 0) throw fail(problems.join('; '))
  const {
    instance,
    columns,
    sources,
    parts = [],
    separator,
    encoding,
    decimal,
    ...structure
  } = description
  const columnOf = new Map(Object.entries(columns).map(([column, name]) => [name, column]))
  return {
    instance,
    measures: measuresOf(instance).map((measure) => {
      const column = columnOf.get(measureName(measure))
      const metric = instance.metrics.find(({ name }) => name === measure.metric)
      return column === undefined || !metric ? null : { column, measure, unit: metric.unit }
    }),
    structure: structureOf(structure),
    named: new Set(STRUCTURE.filter((name) => structure[name] !== undefined)),
    parts,
    format: { separator, encoding, decimal },
    sources:
      sources === undefined
        ? null
        : { ...sources, attribution: sources.attribution ?? null, url: sources.url ?? null },
  }
}

/** Of a metric's unit, what is wrong with it; of anything else, what zod says. */
function unitHint(path: readonly PropertyKey[] | undefined, input: unknown): string | undefined {
  return path?.[1] === 'metrics' && path.at(-1) === 'unit' ? unitProblem(input) : undefined
}

function structureOf(
  written: Readonly<Partial<Record<Structure, string | undefined>>>,
): Record<Structure, string> {
  return Object.fromEntries(STRUCTURE.map((name) => [name, written[name] ?? name])) as Record<
    Structure,
    string
  >
}

function columnProblems(description: Description): string[] {
  const { instance, columns } = description
  const known = measuresOf(instance).map(measureName)
  const names = Object.values(columns)
  const structure = new Set(Object.values(structureOf(description)))
  const problems = Object.entries(columns).flatMap(([column, name]) => [
    ...(known.includes(name)
      ? []
      : [`column ${column}: ${name} is no measure of the instance, which has ${known.join(', ')}`]),
    ...(structure.has(column) ? [`column ${column} is used twice`] : []),
  ])
  const twice = names.filter((name, at) => names.indexOf(name) !== at)
  if (names.length === 0) problems.push('columns names no measure')
  return [
    ...problems,
    ...twice.map((name) => `two columns are named for ${name}`),
    ...columnClashes(instance),
    ...partProblems(description.parts ?? [], Object.keys(columns)),
  ]
}
