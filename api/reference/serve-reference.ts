import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { etag } from 'hono/etag'
import { type HttpEnvironment, originOf } from '../http.ts'
import { openApiDocument } from '../openapi.ts'
import { refuseOtherMethods } from '../rest.ts'
import { readGuides } from './documents.ts'
import type { Site } from './layout.ts'
import { prefersHtml, sendAsset, sendPage, sendText } from './send-page.ts'
import { serveDocuments } from './serve-documents.ts'
import { welcomePage, welcomeText } from './welcome.ts'

const ASSETS = [
  { file: 'style.css', type: 'text/css; charset=utf-8' },
  { file: 'icon.svg', type: 'image/svg+xml' },
].map((asset) => ({
  ...asset,
  text: readFileSync(new URL(asset.file, import.meta.url), 'utf8'),
}))

const VERSION = createHash('sha256')
  .update(ASSETS.map(({ text }) => text).join())
  .digest('hex')
  .slice(0, 12)

/** Serves what describes the service: `/`, `/openapi.json` and everything under `/docs`. */
export function serveReference(app: Hono<HttpEnvironment>): void {
  const site: Site = { guides: readGuides(), version: VERSION }
  const document = openApiDocument()
  for (const path of ['/', '/openapi.json', '/docs', '/docs/*']) app.use(path, etag())

  app.get('/', (http) =>
    prefersHtml(http)
      ? sendPage(http, welcomePage(site), true)
      : sendText(http, welcomeText(originOf(http)), 'plain'),
  )
  app.get('/openapi.json', (http) => http.json(document))
  for (const { file, type, text } of ASSETS) {
    app.get(`/docs/${file}`, (http) => sendAsset(http, text, type))
    refuseOtherMethods(app, `/docs/${file}`, ['GET'])
  }
  for (const path of ['/', '/openapi.json']) refuseOtherMethods(app, path, ['GET'])
  serveDocuments(app, site)
}
