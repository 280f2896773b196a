import type { Hono } from 'hono'
import { z } from 'zod'
import type { Context } from '../../operations/context.ts'
import { ApiError, type ErrorCode } from '../../operations/errors.ts'
import { parseInput } from '../../operations/input.ts'
import { storedRelease } from '../../operations/releases.ts'
import { ReleaseId } from '../../operations/schemas/release.ts'
import type { Http, HttpEnvironment } from '../http.ts'
import { answerFile } from './answer-file.ts'
import type { ServedFile } from './served-file.ts'

/** The download of one file; over REST only. */
export const RELEASE_FILE = {
  name: 'getReleaseFile',
  path: '/v1/releases/{release}/{file}',
  summary: 'Download a file of a release',
  description:
    'A file that the manifest of the release lists, or `manifest.json`. `Range` gives a part of it, so that a download goes on where it broke off; its strong ETag and `Repr-Digest` are the sha256 of the whole file.',
  errors: ['release_not_found', 'file_not_found'] satisfies ErrorCode[],
} as const

const Parameters = z.strictObject({ release: ReleaseId, file: z.string() })

/** @throws ApiError `release_not_found`, `file_not_found` or `unavailable` */
async function servedFile(context: Context, release: string, name: string): Promise<ServedFile> {
  const folder = await context.releases?.folders.open(release)
  const file = folder?.file(name)
  if (file !== null && file !== undefined) return file
  const { id } = await storedRelease(context, release)
  const why =
    folder === null || folder === undefined
      ? `Its files are not here yet: GET /v1/releases/${id} lists them once the service has exported them.`
      : `GET /v1/releases/${id} lists its files.`
  throw new ApiError('file_not_found', `Release ${id} has no file ${JSON.stringify(name)}. ${why}`)
}

/** Serves the files of releases under GET and HEAD. */
export function serveReleaseFiles(
  app: Hono<HttpEnvironment>,
  contextOf: (http: Http) => Context,
): void {
  const route = RELEASE_FILE.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.get(route, async (http) => {
    const context = contextOf(http)
    const { release, file } = parseInput(Parameters, http.req.param())
    return answerFile(http, await servedFile(context, release, file))
  })
}
