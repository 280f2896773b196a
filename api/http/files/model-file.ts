import type { Hono } from 'hono'
import type { Context } from '../../operations/context.ts'
import { MODEL_FILE } from '../../operations/downloads.ts'
import { surrogateModel } from '../../operations/surrogate.ts'
import type { HttpEnvironment } from '../http.ts'
import { answerFile } from './answer-file.ts'

/** Serves the model files under GET and HEAD. */
export function serveModelFiles(app: Hono<HttpEnvironment>, openContext: () => Context): void {
  const route = MODEL_FILE.path.replace('{surrogate}', ':surrogate')
  app.get(route, (http) => {
    const model = surrogateModel(openContext(), http.req.param('surrogate') ?? '')
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
