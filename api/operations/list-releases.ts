import { z } from 'zod'
import type { Context } from './context.ts'
import { operation } from './operation.ts'
import { type StoredRelease, storedReleases } from './releases.ts'
import { ReleaseSummary } from './schemas/release.ts'

async function summaryOf(context: Context, stored: StoredRelease): Promise<ReleaseSummary> {
  const { id, publishedAt, instances } = stored
  const folder = await context.releases?.folders.open(id)
  const files = folder?.manifest.files ?? []
  return {
    id,
    publishedAt,
    served: id === context.release.id,
    instances: [...instances],
    files: files.length,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  }
}

export const listReleases = operation({
  name: 'listReleases',
  method: 'GET',
  path: '/v1/releases',
  summary: 'List the releases',
  description:
    'All published releases, the newest first. A release never changes. Its id is a digest of its content.',
  input: z.strictObject({}),
  output: z.strictObject({ results: z.array(ReleaseSummary) }),
  reads: 'space',
  errors: [],
  examples: [{ title: 'All releases', input: {} }],
  cache: 'none',
  handle: async (context) => {
    const stored = await storedReleases(context)
    return { results: await Promise.all(stored.map((one) => summaryOf(context, one))) }
  },
})
