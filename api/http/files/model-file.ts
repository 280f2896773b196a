import type { Hono } from 'hono'
import type { Context } from '../../operations/context.ts'
import type { ErrorCode } from '../../operations/errors.ts'
import { surrogateModel } from '../../operations/surrogate.ts'
import type { Http, HttpEnvironment } from '../http.ts'
import { answerFile } from './answer-file.ts'

/** The one address that answers with a file; over REST only. */
export const MODEL_FILE = {
  name: 'getSurrogateModel',
  path: '/v1/surrogates/{surrogate}/model.onnx',
  summary: 'Download the model file of a surrogate',
  description:
    'The ONNX file whose sha256 and size the card states. Its strong ETag is the sha256: training again can replace the model of a version. `Range` gives a part of it.',
  errors: ['surrogate_not_found'] satisfies ErrorCode[],
  example: { title: 'The model of So2Sat LCZ-42', surrogate: 'so2sat-lcz42-1' },
} as const

/** Serves the model files under GET and HEAD. */
export function serveModelFiles(
  app: Hono<HttpEnvironment>,
  contextOf: (http: Http) => Context,
): void {
  const route = MODEL_FILE.path.replace('{surrogate}', ':surrogate')
  app.get(route, (http) => {
    const model = surrogateModel(contextOf(http), http.req.param('surrogate') ?? '')
    return answerFile(http, {
      name: `${model.id}.onnx`,
      mediaType: 'application/octet-stream',
      sizeBytes: model.card.model.sizeBytes,
      sha256: model.sha256,
      path: model.path,
      cache: 'document', // training again under the same version makes another
    })
  })
}
