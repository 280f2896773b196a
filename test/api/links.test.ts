import { expect, test } from 'vitest'
import { exampleApp } from '../support/example-release.ts'

const BROWSER = { headers: { Accept: 'text/html,*/*;q=0.8' } }

interface Page {
  type: string
  ids: Set<string>
  links: string[]
}

// Of pages that lead to each other by the thousand, some.
const MANY = [/^\/architectures\/\w/, /^\/instances\/[^?]*\?/, /^\/v1\//]
const OF_MANY_MAX = 2
const CRAWL = { timeout: 240_000 }

/** Pages that links lead to from `/`, by their addresses without a fragment. */
async function crawlPages(): Promise<{ pages: Map<string, Page>; broken: string[] }> {
  const app = await exampleApp()
  const pages = new Map<string, Page>()
  const broken: string[] = []
  const waiting = ['/']
  const visits = new Map<RegExp, number>()
  const isOneTooMany = (path: string) => {
    const kind = MANY.find((pattern) => pattern.test(path))
    if (kind === undefined) return false
    const before = visits.get(kind) ?? 0
    visits.set(kind, before + 1)
    return before >= OF_MANY_MAX
  }
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (pages.has(path) || isOneTooMany(path)) continue
    const response = await app.request(path, BROWSER)
    if (response.status !== 200) broken.push(`${path}: ${response.status}`)
    const type = response.headers.get('Content-Type') ?? ''
    const text = type.startsWith('text/html') ? await response.text() : ''
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id ?? '')
    expect(new Set(ids).size, `${path}: an id twice`).toBe(ids.length)
    const links = [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, href]) =>
      (href ?? '').replaceAll('&amp;', '&'),
    )
    pages.set(path, { type, ids: new Set(ids), links })
    for (const link of links) {
      const { origin, pathname, search } = new URL(link, `http://localhost${path}`)
      if (origin === 'http://localhost') waiting.push(pathname + search)
    }
  }
  return { pages, broken }
}

let crawled: ReturnType<typeof crawlPages> | undefined

function crawl(): ReturnType<typeof crawlPages> {
  crawled ??= crawlPages()
  return crawled
}

test(
  'every link of the pages leads somewhere, to an element where it names one',
  CRAWL,
  async () => {
    const { pages, broken } = await crawl()
    expect(broken).toStrictEqual([])
    for (const [path, { links }] of pages) {
      for (const link of links) {
        const { origin, pathname, search, hash } = new URL(link, `http://localhost${path}`)
        if (origin !== 'http://localhost' || hash === '') continue
        const target = pages.get(pathname + search)
        if (target === undefined && MANY.some((pattern) => pattern.test(pathname + search)))
          continue
        expect(target?.ids.has(decodeURIComponent(hash.slice(1))), `${path} → ${link}`).toBe(true)
      }
    }
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining(['/docs', '/docs/api', '/docs/ingest', '/docs/errors/internal']),
    )
  },
)

test(
  'the reference has a place for every operation and schema, and for every error a link',
  CRAWL,
  async () => {
    const { pages } = await crawl()
    const app = await exampleApp()
    const document = (await (await app.request('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>
      components: { schemas: Record<string, object> }
    }
    const reference = pages.get('/docs')
    for (const methods of Object.values(document.paths)) {
      for (const { operationId } of Object.values(methods)) {
        expect(reference?.ids.has(operationId), operationId).toBe(true)
        expect(reference?.links).toContain(`#${operationId}`)
      }
    }
    for (const name of Object.keys(document.components.schemas)) {
      expect(reference?.ids.has(`schema-${name}`), name).toBe(true)
    }
    expect(reference?.links).toContain('/docs/errors/surrogate_not_found')
  },
)
