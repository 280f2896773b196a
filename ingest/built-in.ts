import { z } from 'zod'
import { Instance } from '../fitness/instance.ts'
import { CatalogueFile } from './catalogue-file.ts'
import { TableColumns, TableOrigin } from './evaluations/description.ts'
import type { SourceKind } from './source-kind.ts'

/** The file `instance.json` of a built-in instance. */
export const BuiltInFile = z.strictObject({
  instance: Instance,
  /** One line about the source for `npm run ingest -- --help`. */
  summary: z.string().min(1).max(200),
  /** Every upstream file that the instance is made of, by a short name. */
  files: z.record(z.string().min(1), CatalogueFile),
  /** Of a table that the general reader of tables takes: its columns. */
  table: TableColumns.optional(),
  /** Of a table that is no file of the catalogue. */
  origin: TableOrigin.optional(),
})
export type BuiltInFile = z.infer<typeof BuiltInFile>

/** A folder under `instances/` and what its `instance.json` says. */
export interface Described extends BuiltInFile {
  readonly id: string
  /** Path of the folder. */
  readonly folder: string
}

/** What `source.ts` of a folder exports as `sourceOf`. */
export type SourceOf = (described: Described) => SourceKind

/** One built-in instance, ready to be ingested. */
export interface BuiltIn extends Described {
  readonly source: SourceKind
}

/** What the general readers must know of the built-in instances. */
export interface KnownInstances {
  /** Tables of users may not take these. */
  readonly ids: readonly string[]
  /** Known by their digests wherever they turn up. */
  readonly files: readonly CatalogueFile[]
}

export function knownInstances(builtIn: readonly Described[]): KnownInstances {
  return {
    ids: builtIn.map(({ id }) => id),
    files: builtIn.flatMap(({ files }) => Object.values(files)),
  }
}

/** The files of these names. @throws Error where `instance.json` lacks one of them */
export function filesOf<Name extends string>(
  { id, files }: Described,
  names: readonly Name[],
): Record<Name, CatalogueFile> {
  const entries = names.map((name) => {
    const file = files[name]
    if (file === undefined) throw new Error(`instances/${id}/instance.json has no file "${name}"`)
    return [name, file] as const
  })
  return Object.fromEntries(entries) as Record<Name, CatalogueFile>
}
