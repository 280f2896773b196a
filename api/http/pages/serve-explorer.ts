import type { Hono } from 'hono'
import type { Ask, ColumnQuery, PageRequest } from '../../../web/ask.ts'
import { EXPLORER_PAGES } from '../../../web/explorer-pages.ts'
import { faultsPage } from '../../../web/pages/faults-page.ts'
import { ColumnInput, columnValues } from '../../operations/column-values.ts'
import type { Context } from '../../operations/context.ts'
import { parseInput } from '../../operations/input.ts'
import type { AnyOperation } from '../../operations/operation.ts'
import { operations } from '../../operations/operations.ts'
import { settle } from '../../operations/run-cooperatively.ts'
import { readNotes } from '../../reference/documents.ts'
import { layout } from '../../reference/layout.ts'
import { welcomeText } from '../../reference/welcome.ts'
import { charge } from '../charge.ts'
import type { Http, HttpEnvironment } from '../http.ts'
import { HEAVY_MS } from '../limits.ts'
import { operationRunner, withHeavySlot } from '../run-operation.ts'
import type { Service } from '../service.ts'
import { keeper } from './keeper.ts'
import { prefersHtml, sendPage, sendText } from './send-page.ts'
import { shownOrigin } from './shown-origin.ts'
import type { SiteFiles } from './site.ts'

interface Serving {
  readonly service: Service
  openContext(): Context
}

/** Asks as a request from outside would: under the same limits, counted for the same client. */
function asker({ env }: Http, context: Context): Pick<PageRequest, 'ask' | 'column'> {
  const { service } = env
  const ask = async (name: keyof typeof operations, given: unknown) => {
    const operation: AnyOperation = operations[name]
    const run = operationRunner(operation, service, operation.handle)
    return run(env, context, parseInput(operation.input, given))
  }
  return {
    // The name decides the types of both, which a call by name cannot show.
    ask: ask as Ask,
    column: async (query: ColumnQuery) => {
      charge(env, HEAVY_MS)
      const input = parseInput(ColumnInput, query)
      return withHeavySlot(service, env, () => settle(columnValues(context, input), env))
    },
  }
}

/** Serves the pages that show the data: `/`, the instances, the architectures and the tools. */
export function serveExplorer(
  app: Hono<HttpEnvironment>,
  { site }: SiteFiles,
  { openContext }: Serving,
): void {
  const remembering = keeper()
  const notes = readNotes()
  const noted = new Set(notes.map(({ path }) => path.slice('/docs/instances/'.length)))
  const faults = layout(site, faultsPage(notes))
  app.get('/data-faults', (http) => sendPage(http, faults))
  for (const { path, render } of EXPLORER_PAGES) {
    app.get(path, async (http) => {
      if (path === '/' && !prefersHtml(http)) {
        return sendText(http, welcomeText(shownOrigin(http.env)), 'plain')
      }
      const context = openContext()
      const page = await render({
        ...asker(http, context),
        origin: shownOrigin(http.env),
        release: context.release.id,
        noted,
        path: http.req.param(),
        query: new URL(http.req.url).searchParams,
        remember: remembering(context),
      })
      if ('redirect' in page) return http.redirect(page.redirect, 302)
      const init = { cache: 'release', negotiated: path === '/' } as const
      return sendPage(http, layout(site, page), init)
    })
  }
}
