import type { Hono } from 'hono'
import { z } from 'zod'
import type { Context } from '../../operations/context.ts'
import { RELEASE_FILE } from '../../operations/downloads.ts'
import { ApiError } from '../../operations/errors.ts'
import { parseInput } from '../../operations/input.ts'
import { type ServedFile, storedRelease } from '../../operations/releases.ts'
import { ReleaseId } from '../../operations/schemas/release.ts'
import type { HttpEnvironment } from '../http.ts'
import { answerFile } from './answer-file.ts'

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
export function serveReleaseFiles(app: Hono<HttpEnvironment>, openContext: () => Context): void {
  const route = RELEASE_FILE.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.get(route, async (http) => {
    const context = openContext()
    const { release, file } = parseInput(Parameters, http.req.param())
    return answerFile(http, await servedFile(context, release, file))
  })
}
