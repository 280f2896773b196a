import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
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

/** The shortest digits that give the same double again. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Lines of text through gzip, whose header holds no time; equal for equal zlib and platform. */
export function textWriter(path: string, format: TextFormat): TableWriter {
  const gzip = createGzip({ level: GZIP_LEVEL })
  const ended = pipeline(gzip, createWriteStream(path, { flags: 'wx' }))
  ended.catch(() => {}) // told to whoever writes or finishes, as is the next
  const put = async (text: string) => {
    if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), ended])
  }
  const headed = format.head === '' ? undefined : put(format.head)
  headed?.catch(() => {})
  return {
    async write({ rows, values }: Batch) {
      await headed
      for (let from = 0; from < rows; from += LINES_AT_ONCE) {
        let text = ''
        const to = Math.min(rows, from + LINES_AT_ONCE)
        for (let row = from; row < to; row++) text += format.line(values, row)
        await put(text)
      }
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
  return {
    head: `${table.columns.map(({ name }) => csvText(name)).join(',')}\n`,
    line: (values, row) => {
      let line = ''
      for (const column of values) {
        if (line !== '' || column !== values[0]) line += ','
        const value = column[row] as number | string
        if (typeof value === 'string') line += csvText(value)
        else if (!Number.isNaN(value)) line += numberText(value)
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
  return {
    head: '',
    line: (values, row) => {
      let line = ''
      for (let at = 0; at < values.length; at++) {
        const value = values[at]?.[row] as number | string
        line += keys[at]
        if (typeof value === 'string') line += JSON.stringify(value)
        else line += Number.isNaN(value) ? 'null' : numberText(value)
      }
      return `${line}}\n`
    },
  }
}
