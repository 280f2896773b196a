import { z } from 'zod'
import type { SourceFile } from '../fitness/source-file.ts'

const text = z.string().min(1).max(1000)

/** One upstream file: what it is, where it is published and the digest that makes it that file. */
export const CatalogueFile = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/, 'the base name of a file'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
  /** Null where the publisher states no exact size. */
  sizeBytes: z.int().positive().nullable(),
  /** Pinned address; null where there is no download in a usable form. */
  url: z.url({ protocol: /^https$/ }).nullable(),
  title: text,
  licence: text,
  attribution: text,
})
export type CatalogueFile = z.infer<typeof CatalogueFile>

/** The catalogue's entry as the ledger keeps it, with the size that was found. */
export function asSourceFile(file: CatalogueFile, sizeBytes: number): SourceFile {
  const { name, sha256, url, title, licence, attribution } = file
  return { name, sha256, sizeBytes, url, title, licence, attribution }
}
