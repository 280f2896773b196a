import { CROISSANT_NAME } from './manifest.ts'

/** Media types of the files of a release, by the ends of their names; the longest end counts. */
export const MEDIA_TYPES = {
  [CROISSANT_NAME]: 'application/ld+json',
  'csv.gz': 'application/gzip',
  'jsonl.gz': 'application/gzip',
  parquet: 'application/vnd.apache.parquet',
  sqlite: 'application/vnd.sqlite3',
  bin: 'application/octet-stream',
  onnx: 'application/octet-stream',
  'worlds.gz': 'application/gzip',
  json: 'application/json',
  cff: 'application/yaml',
  bib: 'application/x-bibtex',
  md: 'text/markdown',
} as const

/** @throws Error where no file of a release has such a name */
export function mediaTypeOf(name: string): string {
  const found = Object.entries(MEDIA_TYPES).find(
    ([end]) => name === end || name.endsWith(`.${end}`),
  )
  if (found !== undefined) return found[1]
  throw new Error(`There is no media type for ${name}; add one to MEDIA_TYPES.`)
}
