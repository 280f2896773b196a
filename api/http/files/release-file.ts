import { readFile } from 'node:fs/promises'
import type { Hono } from 'hono'
import { z } from 'zod'
import { CROISSANT_NAME } from '../../../release/manifest.ts'
import { mediaTypeOf } from '../../../release/media-types.ts'
import type { Context } from '../../operations/context.ts'
import { RELEASE_FILE } from '../../operations/downloads.ts'
import { ApiError } from '../../operations/errors.ts'
import { parseInput } from '../../operations/input.ts'
import { idOf, type ServedFile, storedRelease } from '../../operations/releases.ts'
import { LATEST, ReleaseName } from '../../operations/schemas/release.ts'
import { CACHE } from '../answer.ts'
import { answerDocument } from '../document.ts'
import type { Http, HttpEnvironment } from '../http.ts'
import { answerFile } from './answer-file.ts'

const Parameters = z.strictObject({ release: ReleaseName, file: z.string() })

const RELEASES = '/v1/releases'

// Readers of Croissant take relative addresses for files of their own.
function answerCroissant(
  http: Http,
  text: string,
  { release, cache, headers }: { release: string; cache: ServedFile['cache']; headers: object },
): Response | Promise<Response> {
  const { origin } = http.env
  const folder = JSON.stringify(`${origin}${RELEASES}/${release}/`).slice(1, -1)
  const absolute = text.replaceAll('"contentUrl": "', (found) => found + folder)
  return answerDocument(http.env, absolute, {
    type: mediaTypeOf(CROISSANT_NAME),
    cache: CACHE[cache],
    headers: { ...headers },
  })
}

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
    const { release, file: name } = parseInput(Parameters, http.req.param())
    const id = idOf(context, release)
    const file = await servedFile(context, id, name)
    const address = `${RELEASES}/${id}/${name}`
    const isLatest = release === LATEST
    const headers = isLatest ? { 'Content-Location': address } : {}
    const cache = isLatest ? 'none' : file.cache
    if (name === CROISSANT_NAME) {
      return answerCroissant(http, await readFile(file.path, 'utf8'), {
        release: id,
        cache,
        headers,
      })
    }
    return answerFile(http, { ...file, cache }, headers)
  })
}
