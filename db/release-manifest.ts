import { z } from 'zod'
import { Distribution, Withheld } from '../fitness/distribution.ts'
import { Instance } from '../fitness/instance.ts'
import { COMPLETENESS } from '../fitness/release.ts'
import { Sha256, SourceFile } from '../fitness/source-file.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'
import { ENCODINGS } from './release-column.ts'

/** Raised when the same evaluations and predictions begin to make other columns or another manifest. */
export const RELEASE_FORMAT = 1

export const ManifestColumn = z.strictObject({
  name: z.string(),
  encoding: z.enum(ENCODINGS),
  /** Number of values. */
  length: z.int().min(0),
  /** Of the bytes; null for a column of which every value is missing. */
  digest: Sha256.nullable(),
})
export type ManifestColumn = z.infer<typeof ManifestColumn>

const ManifestTable = z.strictObject({
  epochs: z.int().min(1),
  columns: z.array(ManifestColumn),
})
export type ManifestTable = z.infer<typeof ManifestTable>

/** How the measures at one budget are distributed; their columns have the numbers. */
const Described = z.strictObject({
  measures: z.array(z.strictObject({ measure: z.string(), distribution: Distribution })),
  /** Of the measures, in their order. */
  correlations: z.array(z.array(z.number())),
})

const ManifestPredictions = ManifestTable.extend({
  described: Described,
})
export type ManifestPredictions = z.infer<typeof ManifestPredictions>

/** A surrogate by its model file, and what it predicts. */
export const ManifestSurrogate = z.strictObject({
  id: z.string(),
  sha256: Sha256,
  /** Of how a model's answers become predictions. */
  predictionsVersion: z.int().min(1),
  /** By epochs, ascending. */
  tables: z.array(ManifestPredictions),
  withheld: z.array(Withheld),
})
export type ManifestSurrogate = z.infer<typeof ManifestSurrogate>

export const ManifestInstance = z.strictObject({
  instance: Instance,
  completeness: z.enum(COMPLETENESS),
  sources: z.array(SourceFile),
  tables: z.array(ManifestTable),
  surrogate: ManifestSurrogate.nullable(),
})
export type ManifestInstance = z.infer<typeof ManifestInstance>

/** Everything that a release says, its columns by their digests. Its sha256 names the release. */
export const Manifest = z.strictObject({
  format: z.literal(RELEASE_FORMAT),
  /** Size of the space, in which an architecture id is a rank. */
  architectures: z.int().min(0),
  instances: z.array(ManifestInstance),
})
export type Manifest = z.infer<typeof Manifest>

/** @throws Error naming the release, what is wrong with it and what helps */
export function readManifest(releaseId: string, text: string): Manifest {
  const json = JSON.parse(text)
  const parsed = Manifest.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Error(
    json?.format !== RELEASE_FORMAT
      ? `Release ${releaseId} has format ${json?.format}; this program reads format ${RELEASE_FORMAT}. Update the program. If a development version before 0.1.0 made the database, delete the data folder and start again.`
      : `The manifest of release ${releaseId} cannot be read: ${z.prettifyError(parsed.error)}`,
  )
}

const Named = z.object({
  instances: z.array(z.object({ instance: z.object({ id: z.string(), title: z.string() }) })),
})

/**
 * The instances of a release by name. Of a format that is newer than this program, those that it can
 * read.
 */
export function instanceNames(text: string): { id: string; title: string }[] {
  const named = Named.safeParse(JSON.parse(text))
  return named.success ? named.data.instances.map(({ instance }) => instance) : []
}

/** The text of a manifest and the id of the release it makes. */
export function sealManifest(manifest: Manifest): { id: string; text: string } {
  const text = canonicalJson(manifest)
  return { id: releaseIdOf(text), text }
}

export function releaseIdOf(manifestText: string): string {
  return `r${sha256(manifestText).slice(0, 12)}`
}
