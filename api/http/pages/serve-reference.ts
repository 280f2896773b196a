import type { Hono } from 'hono'
import type { Context } from '../../operations/context.ts'
import { describeReleases } from '../../reference/described-release.ts'
import { CACHE } from '../answer.ts'
import { answerDocument } from '../document.ts'
import type { HttpEnvironment } from '../http.ts'
import type { Log } from '../log.ts'
import { sendAsset, sendPage } from './send-page.ts'
import { shownOrigin } from './shown-origin.ts'
import type { SiteFiles } from './site.ts'

/**
 * Serves `/docs`, `/openapi.json` and the files of all pages.
 * @param openContext what answers the examples; null until the data are loaded
 */
export function serveReference(
  app: Hono<HttpEnvironment>,
  { site, files }: SiteFiles,
  { log, openContext }: { readonly log: Log; readonly openContext: () => Context | null },
): void {
  const describeRelease = describeReleases(site, (operation, error) =>
    log.error('example', { operation, error }),
  )
  app.get('/docs', async (http) => {
    const { page } = await describeRelease(openContext())
    return sendPage(http, await page(shownOrigin(http.env)))
  })
  app.get('/openapi.json', async (http) => {
    const { json } = await describeRelease(openContext())
    const { publicUrl } = http.env.service.settings
    const servers = (url: string) => `"servers":[${JSON.stringify({ url })}]`
    // Relative to the document where no public address is set.
    const text = publicUrl === null ? json : json.replace(servers('/'), servers(publicUrl))
    return answerDocument(http.env, text, { type: 'application/json', cache: CACHE.document })
  })
  for (const [path, { type, text }] of files) app.get(path, (http) => sendAsset(http, text, type))
}
