import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { CACHE } from '../http/answer.ts'
import { answerDocument } from '../http/document.ts'
import type { Http, HttpEnvironment } from '../http/http.ts'
import type { Context } from '../operations/context.ts'
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
  const origin = http.env.origin
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
    return answerDocument(http.env, json, { type: 'application/json', cache: CACHE.document })
  })
  for (const { file, type, text } of ASSETS) {
    app.get(`/docs/${file}`, (http) => sendAsset(http, text, type))
  }
  serveDocuments(app, site)
}
