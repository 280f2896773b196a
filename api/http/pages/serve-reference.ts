import type { Hono } from 'hono'
import type { Context } from '../../operations/context.ts'
import type { ApiError } from '../../operations/errors.ts'
import { ASSETS, ASSETS_VERSION } from '../../reference/assets.ts'
import { describeReleases } from '../../reference/described-release.ts'
import { readGuides } from '../../reference/documents.ts'
import type { Site } from '../../reference/layout.ts'
import { missingPage, welcomePage, welcomeText } from '../../reference/welcome.ts'
import { CACHE } from '../answer.ts'
import { answerDocument } from '../document.ts'
import type { Http, HttpEnvironment } from '../http.ts'
import type { Log } from '../log.ts'
import { prefersHtml, sendAsset, sendPage, sendText } from './send-page.ts'
import { serveDocuments } from './serve-documents.ts'

// A host name may hold what a shell, Python or TypeScript would take for its own.
function shownOrigin(http: Http): string {
  const origin = http.env.origin
  return /^https?:\/\/[\w.:[\]-]+$/.test(origin) ? origin : 'http://127.0.0.1:8101'
}

/** Pages that another handler answers with. */
export interface Pages {
  /** Instead of a problem document, where a browser asks for an address that does not exist. */
  missing(http: Http, error: ApiError): Promise<Response>
}

/**
 * Serves what describes the service: `/`, `/openapi.json` and everything under `/docs`.
 * @param openContext what answers the examples; null until the data are loaded
 */
export function serveReference(
  app: Hono<HttpEnvironment>,
  log: Log,
  openContext: () => Context | null,
): Pages {
  const site: Site = { guides: readGuides(), version: ASSETS_VERSION }
  const describeRelease = describeReleases(site, (operation, error) =>
    log.error('example', { operation, error }),
  )

  app.get('/', (http) =>
    prefersHtml(http)
      ? sendPage(http, welcomePage(site), { negotiated: true })
      : sendText(http, welcomeText(shownOrigin(http)), 'plain'),
  )
  app.get('/docs', async (http) => {
    const { page } = await describeRelease(openContext())
    return sendPage(http, await page(shownOrigin(http)))
  })
  app.get('/openapi.json', async (http) => {
    const { json } = await describeRelease(openContext())
    const { publicUrl } = http.env.service.settings
    const servers = (url: string) => `"servers":[${JSON.stringify({ url })}]`
    // Relative to the document where no public address is set.
    const text = publicUrl === null ? json : json.replace(servers('/'), servers(publicUrl))
    return answerDocument(http.env, text, { type: 'application/json', cache: CACHE.document })
  })
  for (const { file, type, text } of ASSETS) {
    app.get(`/docs/${file}`, (http) => sendAsset(http, text, type))
  }
  serveDocuments(app, site)
  return {
    missing: (http, error) =>
      sendPage(http, missingPage(site, error.detail), { status: error.status, negotiated: true }),
  }
}
