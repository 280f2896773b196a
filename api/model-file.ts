import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Hono } from 'hono'
import type { Context } from './context.ts'
import { CACHE } from './conventions/answer.ts'
import { names } from './conventions/etag.ts'
import type { ErrorCode } from './errors.ts'
import type { Http, HttpEnvironment } from './http.ts'
import type { SurrogateModel } from './release-view.ts'
import { surrogateModel } from './surrogate.ts'

/** The one address that answers with a file; over REST only. */
export const MODEL_FILE = {
  name: 'getSurrogateModel',
  path: '/v1/surrogates/{surrogate}/model.onnx',
  summary: 'Download the model file of a surrogate',
  description:
    'The ONNX file whose sha256 and size the card states. A file never changes: its strong ETag is the sha256.',
  errors: ['surrogate_not_found'] satisfies ErrorCode[],
  example: { title: 'The model of So2Sat LCZ-42', surrogate: 'so2sat-lcz42-1' },
} as const

async function readModel({ id, path, sha256 }: SurrogateModel): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await readFile(path))
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  throw new Error(`The model file ${path} of ${id} has changed since the start`)
}

/** Serves the model files under GET and HEAD. */
export function serveModelFiles(
  app: Hono<HttpEnvironment>,
  contextOf: (http: Http) => Context,
): void {
  const route = MODEL_FILE.path.replace('{surrogate}', ':surrogate')
  app.get(route, async (http) => {
    const model = surrogateModel(contextOf(http), http.req.param('surrogate') ?? '')
    const etag = `"${model.sha256}"`
    const cached = { ETag: etag, 'Cache-Control': CACHE.immutable }
    const given = http.req.header('If-None-Match') ?? ''
    if (given === '*' || names(given, etag)) return http.body(null, 304, cached)
    const bytes = await readModel(model)
    return http.body(bytes, 200, {
      ...cached,
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(bytes.length),
      'Content-Disposition': `attachment; filename="${model.id}.onnx"`,
    })
  })
}
