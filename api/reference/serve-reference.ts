import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { etag } from 'hono/etag'
import type { Context } from '../context.ts'
import { type Http, type HttpEnvironment, originOf } from '../http.ts'
import { refuseOtherMethods } from '../rest.ts'
import { describeReleases } from './described-release.ts'
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

// A host name may hold what a shell, Python or TypeScript would take for its own.
function shownOrigin(http: Http): string {
  const origin = originOf(http)
  return /^https?:\/\/[\w.:[\]-]+$/.test(origin) ? origin : 'http://127.0.0.1:8101'
}

/**
 * Serves what describes the service: `/`, `/openapi.json` and everything under `/docs`.
 * @param contextOf what answers the examples; null until the data are loaded
 */
export function serveReference(
  app: Hono<HttpEnvironment>,
  contextOf: (http: Http) => Context | null,
): void {
  const site: Site = { guides: readGuides(), version: VERSION }
  const describeRelease = describeReleases(site)
  for (const path of ['/', '/openapi.json', '/docs', '/docs/*']) app.use(path, etag())

  app.get('/', (http) =>
    prefersHtml(http)
      ? sendPage(http, welcomePage(site), true)
      : sendText(http, welcomeText(shownOrigin(http)), 'plain'),
  )
  app.get('/docs', async (http) => {
    const { page } = await describeRelease(contextOf(http))
    return sendPage(http, await page(shownOrigin(http)))
  })
  app.get('/openapi.json', async (http) => {
    const { json } = await describeRelease(contextOf(http))
    return http.body(json, 200, { 'Content-Type': 'application/json' })
  })
  for (const { file, type, text } of ASSETS) {
    app.get(`/docs/${file}`, (http) => sendAsset(http, text, type))
  }
  for (const path of [
    '/',
    '/docs',
    '/openapi.json',
    ...ASSETS.map(({ file }) => `/docs/${file}`),
  ]) {
    refuseOtherMethods(app, path, ['GET'])
  }
  serveDocuments(app, site)
}
