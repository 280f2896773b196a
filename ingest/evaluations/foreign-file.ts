import type { TableFormat } from './table-format.ts'

/** What a file is that is no table of text, and what to do about it. */
export interface Foreign {
  readonly reason: string
  readonly fix: string
}

const AS_CSV = 'Save its table as CSV in UTF-8 and name that file.'

/** By the first bytes of a file. */
const SIGNATURES: readonly (Foreign & { readonly bytes: readonly number[] })[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    reason: 'this is an Excel workbook (.xlsx) or another ZIP archive, not a table of text',
    fix: AS_CSV,
  },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    reason: 'this is an old Excel workbook (.xls), not a table of text',
    fix: AS_CSV,
  },
  {
    bytes: [0x50, 0x41, 0x52, 0x31],
    reason: 'this is a Parquet file, not a table of text',
    fix: 'Write its table as CSV or JSONL and name that file.',
  },
]

function utf16Of(start: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second, third, fourth] = start
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Without a mark: letters of a header have a zero byte each.
  if (start.length < 4) return null
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le'
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'utf-16be' : null
}

/** Whether a file that should have the encoding is something else; null where it may be text of it. */
export function foreignFile(start: Uint8Array, encoding: TableFormat['encoding']): Foreign | null {
  const known = SIGNATURES.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte))
  if (known !== undefined) return known
  const utf16 = utf16Of(start)
  if (utf16 === null || encoding === utf16) return null
  return {
    reason: 'the text is UTF-16',
    fix: `Set "encoding": "${utf16}" in the description, or save the file in UTF-8.`,
  }
}
