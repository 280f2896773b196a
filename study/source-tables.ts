import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { findFiles } from '../ingest/find-files.ts'

/** The tables of the published studies that `replicate` reads, by file name. */
export const STUDY_TABLES = {
  /** 100 cells on So2Sat LCZ-42 at 36 epochs. */
  hundred: 'lcz42_s2_36e_100.csv',
  /** 72 cells on So2Sat LCZ-42 at 4, 12, 36 and 108 epochs. */
  seventyTwo: 'lcz42_s2_4-12-36-108e_72.csv',
  /** 450 cells of 30 random walks on So2Sat LCZ-42. */
  walks: 'eo_nas_bench_450.csv',
  /** 907 cells without an architecture. */
  sample: 'all_metrics.csv',
  /** EC-NAS-Bench: all cells of up to 5 vertices. */
  smallCells: 'results_flat.csv.gz',
  /** Evaluations of NASBench-101 out of search logs. */
  searchLogs: 'evaluations.csv.gz',
} as const

export type StudyTable = keyof typeof STUDY_TABLES
export type Row = Readonly<Record<string, string>>

/** Opens a table of the sources; null where the folder has no file of this name. */
export async function readStudyTable(
  sources: string,
  table: StudyTable,
): Promise<readonly Row[] | null> {
  const name = STUDY_TABLES[table]
  const [path] = await findFiles([sources], (base) => base === name)
  if (path === undefined) return null
  const bytes = await readFile(path)
  const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes
  return parse(text, { columns: true, skip_empty_lines: true }) as Row[]
}

/** A column as numbers. @throws RangeError where a field is no number, with its row */
export function numbersOf(rows: readonly Row[], column: string): Float64Array {
  return Float64Array.from(rows, (row, at) => {
    const text = row[column]
    const value = Number(text)
    if (text === undefined || text.trim() === '' || !Number.isFinite(value)) {
      throw new RangeError(`Row ${at + 1} has no number in the column ${column}: ${text}.`)
    }
    return value
  })
}

/** A square matrix that is stored as one text of zeros and ones, row by row. */
export function matrixOfText(text: string): number[][] {
  const size = Math.round(Math.sqrt(text.length))
  return Array.from({ length: size }, (_, x) =>
    Array.from({ length: size }, (_, y) => Number(text[x * size + y])),
  )
}
