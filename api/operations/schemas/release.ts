import { z } from 'zod'
import { ReleaseManifest as Manifest } from '../../../release/manifest.ts'

/** In place of an id, the release that the service answers from. */
export const LATEST = 'latest'

/** A release as a request names it. */
export const ReleaseName = z
  .string()
  .regex(
    /^(latest|r[0-9a-f]{12})$/,
    'latest, or an id of GET /v1/releases: r and twelve hexadecimal digits',
  )
  .meta({
    description: 'Id of a release, or `latest` for the one that the service answers from',
    example: LATEST,
  })

export const ReleaseManifest = Manifest
export type ReleaseManifest = z.infer<typeof ReleaseManifest>

/** What a list of releases says of each. */
export const ReleaseSummary = z
  .strictObject({
    id: Manifest.shape.release,
    publishedAt: Manifest.shape.publishedAt,
    served: z.boolean().meta({ description: 'Whether the service answers from this release' }),
    instances: Manifest.shape.instances,
    files: z.int().min(0).meta({
      description: 'Number of files to download; 0 until the release is exported',
    }),
    sizeBytes: z.int().min(0).meta({ description: 'Of all files together' }),
  })
  .meta({ id: 'ReleaseSummary', description: 'A release in a list' })
export type ReleaseSummary = z.infer<typeof ReleaseSummary>
