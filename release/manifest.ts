import { z } from 'zod'
import { SPLITS } from '../fitness/instance.ts'
import { Sha256 } from '../fitness/source-file.ts'

/** Raised when the files of a release begin to mean something else. */
export const FILES_FORMAT = 1

export const MANIFEST_NAME = 'manifest.json'
export const CROISSANT_NAME = 'croissant.json'
export const README_NAME = 'README.md'

/** What describes the files that are there. The manifest does not list them: a partial download changes them. */
export const DESCRIPTIONS = [README_NAME, CROISSANT_NAME] as const

const COLUMN_TYPES = ['int32', 'int64', 'float32', 'float64', 'string'] as const

/** What a column of a file holds. */
export const FileColumn = z
  .strictObject({
    name: z
      .string()
      .meta({ description: 'Name of the column', example: 'overall_accuracy_validation' }),
    type: z.enum(COLUMN_TYPES).meta({
      description: 'int64: whole numbers below 2^53; float32: exact in single precision',
    }),
    unit: z.string().nullable().meta({ description: 'Null where it has none' }),
    split: z.enum(SPLITS).nullable().meta({ description: 'Null where it is of no split' }),
    source: z.enum(['space', 'measured', 'predicted', 'either']).meta({
      description:
        'space: follows from the architecture; measured: as published; predicted: by the surrogate; either: measured or predicted, as the column `source` says',
    }),
    meaning: z.string().meta({ description: 'What a value says' }),
  })
  .meta({ id: 'ReleaseFileColumn', description: 'One column of a file of a release' })
export type FileColumn = z.infer<typeof FileColumn>

const rows = z.int().min(0).meta({ description: 'Rows of the table' })

export const ReleaseFile = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'letters, digits, dots, hyphens, underscores')
      .meta({ description: 'Name in the folder and in the URL', example: 'architectures.parquet' }),
    mediaType: z
      .string()
      .meta({ description: 'Media type', example: 'application/vnd.apache.parquet' }),
    sizeBytes: z.int().min(0).meta({ description: 'Of the file' }),
    sha256: Sha256.meta({ description: 'Of the bytes of the file, hexadecimal' }),
    rows: rows.nullable().meta({ description: 'null where the file is no single table' }),
    columns: z
      .array(FileColumn)
      .nullable()
      .meta({ description: 'Null where it is no single table' }),
    tables: z
      .array(
        z.strictObject({
          name: z.string().meta({ description: 'Name of the table' }),
          rows,
          columns: z.array(FileColumn).meta({ description: 'Its columns, in order' }),
        }),
      )
      .nullable()
      .meta({ description: 'Tables of a database; null for every other file' }),
  })
  .meta({ id: 'ReleaseFile', description: 'One file of a release' })
export type ReleaseFile = z.infer<typeof ReleaseFile>

/** `manifest.json`: everything that is in the folder of a release, but itself. */
export const ReleaseManifest = z
  .strictObject({
    format: z.literal(FILES_FORMAT).meta({ description: 'Format of the files' }),
    release: z
      .string()
      .regex(/^r[0-9a-f]{12}$/, 'an id of GET /v1/releases: r and twelve hexadecimal digits')
      .meta({ description: 'Id of the release, made of its content', example: 'r0123456789ab' }),
    publishedAt: z.string().meta({ description: 'ISO 8601, UTC' }),
    instances: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: 'Id of the instance' }),
          title: z.string().meta({ description: 'Name for people' }),
        }),
      )
      .meta({ description: 'The instances of the release' }),
    files: z
      .array(ReleaseFile)
      .meta({ description: 'All but manifest.json, README.md and croissant.json' }),
  })
  .meta({ id: 'ReleaseManifest', description: 'The files of a release' })
export type ReleaseManifest = z.infer<typeof ReleaseManifest>
