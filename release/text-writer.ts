import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { leadingRows } from './leading-rows.ts'
import type { Batch, Table, Values } from './table.ts'
import type { TableWriter } from './writer.ts'

/** How rows become lines. */
export interface TextFormat {
  /** Before all rows; empty for nothing. */
  readonly head: string
  line(values: readonly Values[], row: number): string
}

const LINES_AT_ONCE = 2048
const GZIP_LEVEL = 6

/** The shortest digits that give the same number again. */
function numberText(value: number, isFloat: boolean): string {
  const text = Object.is(value, -0) ? '-0' : String(value)
  // Without a point, the first rows of a column could look like whole numbers.
  return isFloat && Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text
}

function* leadingLines(table: Table, format: TextFormat, leading: ReadonlySet<number>) {
  let start = 0
  let left = leading.size
  for (const { rows, values } of table.batches()) {
    if (left === 0) return
    for (const row of leading) {
      if (row < start || row >= start + rows) continue
      yield format.line(values, row - start)
      left--
    }
    start += rows
  }
}

/**
 * Lines of text through gzip, whose header holds no time; equal for equal zlib and platform. The
 * first rows have a value in every column, see `leadingRows`; the others follow in their order.
 */
export function textWriter(path: string, table: Table, format: TextFormat): TableWriter {
  const leading = new Set(leadingRows(table))
  const gzip = createGzip({ level: GZIP_LEVEL })
  const ended = pipeline(gzip, createWriteStream(path, { flags: 'wx' }))
  ended.catch(() => {}) // `write` or `finish` throws it, as they do the next
  const put = async (text: string) => {
    if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), ended])
  }
  const headed = put([format.head, ...leadingLines(table, format, leading)].join(''))
  headed.catch(() => {})
  let start = 0
  return {
    async write({ rows, values }: Batch) {
      await headed
      for (let from = 0; from < rows; from += LINES_AT_ONCE) {
        let text = ''
        const to = Math.min(rows, from + LINES_AT_ONCE)
        for (let row = from; row < to; row++) {
          if (!leading.has(start + row)) text += format.line(values, row)
        }
        await put(text)
      }
      start += rows
    },
    async finish() {
      await headed
      gzip.end()
      await ended
    },
    async abort() {
      gzip.destroy()
      await ended.catch(() => {})
    },
  }
}

function csvText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180 with a header, LF at the end of each line, nothing where a value is missing. */
export function csvFormat(table: Table): TextFormat {
  const floats = table.columns.map(({ type }) => type.startsWith('float'))
  return {
    head: `${table.columns.map(({ name }) => csvText(name)).join(',')}\n`,
    line: (values, row) => {
      let line = ''
      for (let at = 0; at < values.length; at++) {
        if (at > 0) line += ','
        const value = values[at]?.[row] as number | string
        if (typeof value === 'string') line += csvText(value)
        else if (!Number.isNaN(value)) line += numberText(value, floats[at] === true)
      }
      return `${line}\n`
    },
  }
}

/** One JSON object a row, null where a value is missing. */
export function jsonlFormat(table: Table): TextFormat {
  const keys = table.columns.map(
    ({ name }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`,
  )
  const floats = table.columns.map(({ type }) => type.startsWith('float'))
  return {
    head: '',
    line: (values, row) => {
      let line = ''
      for (let at = 0; at < values.length; at++) {
        const value = values[at]?.[row] as number | string
        line += keys[at]
        if (typeof value === 'string') line += JSON.stringify(value)
        else line += Number.isNaN(value) ? 'null' : numberText(value, floats[at] === true)
      }
      return `${line}}\n`
    },
  }
}
