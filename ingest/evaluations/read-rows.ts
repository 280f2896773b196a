import { pipeline, Readable } from 'node:stream'
import { CsvError, type Info, parse } from 'csv-parse'
import { messageOf } from '../../report/message-of.ts'
import { IngestError } from '../ingest-error.ts'
import { readText } from './read-text.ts'
import { SEPARATORS, type Separator, type TableFormat } from './table-format.ts'

/** One line of a table: its fields by column, or why it is none. */
export type Row =
  | { readonly line: number; readonly fields: ReadonlyMap<string, unknown> }
  | { readonly line: number; readonly reason: string }

export interface Table {
  /** Of a CSV file; null for JSONL, where each line names its own. */
  readonly columns: readonly string[] | null
  rows(): AsyncIterable<Row>
}

const LINE_MAX = 1024 * 1024
// A carriage return that ends a piece of text may be followed by its line feed.
const LINE_END = /\r\n|\n|\r(?!$)/

/**
 * Opens a CSV or JSONL file: by the ending of its name (.csv, .jsonl, .ndjson, each also .gz), else
 * by whether it begins with a brace. The rows stream; lines are counted from 1.
 * @throws IngestError when the file cannot be read or has no header
 */
export async function openTable(path: string, name: string, format: TableFormat): Promise<Table> {
  const file = { path, name, format }
  if (await isJsonLines(file)) return { columns: null, rows: () => jsonRows(file) }
  const columns = await headerOf(file)
  return { columns, rows: () => csvRows(file, columns) }
}

interface TableFile {
  readonly path: string
  readonly name: string
  readonly format: TableFormat
}

const textOf = ({ path, name, format }: TableFile) => readText(path, name, format.encoding)

async function isJsonLines(file: TableFile): Promise<boolean> {
  const { name } = file
  const ending = /\.(csv|jsonl|ndjson)(\.gz)?$/i.exec(name)?.[1]?.toLowerCase()
  if (ending !== undefined) return ending !== 'csv'
  for await (const text of textOf(file)) {
    const start = text.trimStart()
    if (start !== '') return start.startsWith('{')
  }
  return false
}

async function headerOf(file: TableFile): Promise<string[]> {
  const { name } = file
  for await (const { record } of csvRecords(file)) {
    const columns = record.map((column) => column.trim())
    refuseOtherSeparator(columns, file)
    const twice = columns.filter((column, at) => columns.indexOf(column) !== at)
    if (twice.length === 0) return columns
    throw damaged(name, 1, `two columns are called ${twice.join(' and ')}`)
  }
  throw damaged(name, null, 'it is empty')
}

const SEPARATOR_NAMES: { readonly [S in Separator]: string } = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
}

/** A header that is one column with another separator in it. */
function refuseOtherSeparator(columns: readonly string[], { name, format }: TableFile): void {
  const [only = '', ...others] = columns
  if (others.length > 0) return
  const other = SEPARATORS.find((one) => one !== format.separator && only.includes(one))
  if (other === undefined) return
  const decimal = other === ';' ? ' If numbers are written as 0,5, also set "decimal": ",".' : ''
  throw new IngestError({
    file: name,
    where: 'line 1',
    reason: `the columns are separated by ${SEPARATOR_NAMES[other]}, not ${SEPARATOR_NAMES[format.separator]}`,
    fix: `Set "separator": ${JSON.stringify(other)} in the description.${decimal}`,
  })
}

async function* csvRows(file: TableFile, columns: readonly string[]): AsyncGenerator<Row> {
  let isHeader = true
  for await (const { record, info } of csvRecords(file)) {
    const line = info.lines
    if (isHeader) isHeader = false
    else if (record.length !== columns.length) {
      const reason = `it has ${record.length} fields where the header has ${columns.length}`
      yield { line, reason }
    } else {
      yield { line, fields: new Map(columns.map((column, at) => [column, record[at]])) }
    }
  }
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: Info
}

async function* csvRecords(file: TableFile): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter: file.format.separator,
    info: true,
    max_record_size: LINE_MAX,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  })
  // pipeline hands an error of the reading to the loop below.
  pipeline(Readable.from(textOf(file)), parser, () => {})
  try {
    for await (const record of parser) yield record
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? error['lines'] : null
    throw damaged(file.name, line, error.message)
  }
}

async function* jsonRows(file: TableFile): AsyncGenerator<Row> {
  let line = 0
  for await (const text of linesOf(file)) {
    line++
    if (text.trim() !== '') yield jsonRow(text, line)
  }
}

function jsonRow(text: string, line: number): Row {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { line, fields: new Map(Object.entries(value)) }
    }
    return { line, reason: 'it is JSON, but no object' }
  } catch (error) {
    return { line, reason: `it is not JSON (${messageOf(error)})` }
  }
}

async function* linesOf(file: TableFile): AsyncGenerator<string> {
  const { name } = file
  let rest = ''
  let line = 0
  for await (const text of textOf(file)) {
    const lines = (rest + text).split(LINE_END)
    rest = lines.pop() ?? ''
    line += lines.length
    if (rest.length > LINE_MAX)
      throw damaged(name, line + 1, `it has more than ${LINE_MAX} characters`)
    yield* lines
  }
  if (rest !== '') yield rest
}

function damaged(file: string, line: number | null, reason: string): IngestError {
  return new IngestError({
    file,
    where: line === null ? null : `line ${line}`,
    reason,
    fix: 'Nothing after this place can be read: mend the file.',
  })
}
