import { z } from 'zod'
import { ReleaseManifest as Manifest } from '../../../release/manifest.ts'

export const ReleaseId = Manifest.shape.release

export const ReleaseManifest = Manifest
export type ReleaseManifest = z.infer<typeof ReleaseManifest>

/** What a list of releases says of each. */
export const ReleaseSummary = z
  .strictObject({
    id: ReleaseId,
    publishedAt: Manifest.shape.publishedAt,
    served: z.boolean().meta({ description: 'Whether look-ups are answered from it' }),
    instances: Manifest.shape.instances,
    files: z.int().min(0).meta({
      description: 'How many files can be downloaded; 0 until the release is exported',
    }),
    sizeBytes: z.int().min(0).meta({ description: 'Of all files together' }),
  })
  .meta({ id: 'ReleaseSummary', description: 'A release in a list' })
export type ReleaseSummary = z.infer<typeof ReleaseSummary>
