import { z } from 'zod'
import { FILES_FORMAT } from '../../release/manifest.ts'
import { operation } from './operation.ts'
import { idOf, storedRelease } from './releases.ts'
import { LATEST, ReleaseManifest, ReleaseName } from './schemas/release.ts'

export const getRelease = operation({
  name: 'getRelease',
  method: 'GET',
  path: '/v1/releases/{release}',
  summary: 'Get the manifest of a release',
  description:
    'The files of a release with size, sha256, rows and columns. The list is empty until the service has exported the release.',
  input: z.strictObject({ release: ReleaseName }),
  output: ReleaseManifest,
  reads: 'space',
  errors: ['release_not_found'],
  examples: [{ title: 'The release that is served', input: { release: LATEST } }],
  cache: 'none',
  handle: async (context, { release: name }): Promise<ReleaseManifest> => {
    const release = idOf(context, name)
    const folder = await context.releases?.folders.open(release)
    if (folder !== null && folder !== undefined) return folder.manifest
    const { id, publishedAt, instances } = await storedRelease(context, release)
    return {
      format: FILES_FORMAT,
      release: id,
      publishedAt,
      instances: instances.map(({ id: own, title }) => ({ id: own, title })),
      files: [],
    }
  },
})
