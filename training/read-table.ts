import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { CheckError } from './check-error.ts'

export interface Table {
  readonly bytes: Uint8Array
  /** By the titles of the first line, without blanks around them. */
  readonly rows: readonly Readonly<Record<string, string>>[]
}

/** @throws CheckError for a file that is missing or no CSV table */
export async function readTable(path: string): Promise<Table> {
  try {
    const bytes = await readFile(path)
    const rows: Record<string, string>[] = parse(bytes, {
      columns: true,
      skip_empty_lines: true,
      bom: true,
      trim: true,
    })
    return { bytes, rows }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CheckError(
      `${path} cannot be read: ${reason}. Give a CSV table whose first line names the columns.`,
    )
  }
}
