import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES, ERRORS } from '../../api/operations/errors.ts'
import { BUILT_IN } from '../support/built-in.ts'
import { testApp } from '../support/served.ts'

const docs = new URL('../../docs/', import.meta.url)
const files = ['', 'cards/', 'errors/'].flatMap((folder) =>
  readdirSync(new URL(folder, docs))
    .filter((file) => file.endsWith('.md'))
    .map((file) => folder + file),
)
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await (await testApp()).request(path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const browse = (path: string) => get(path, { Accept: BROWSER })

describe.each(files)('docs/%s', (file) => {
  const path = `/docs/${file.replace(/\.md$/, '')}`
  const written = readFileSync(new URL(file, docs), 'utf8')

  test('is a page for a browser', async () => {
    const { status, headers, text } = await browse(path)
    expect([status, headers.get('Content-Type')]).toStrictEqual([200, 'text/html; charset=utf-8'])
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(text.match(/<h1[ >]/g)).toHaveLength(1)
    expect(text).not.toMatch(
      /<(iframe|style)|<script(?! type="module" src="\/assets\/)|style=|javascript:|\.md"/,
    )
  })

  test('is Markdown, as it is written, for others', async () => {
    for (const accept of ['*/*', 'text/markdown', 'text/html;q=0.3,text/markdown']) {
      const { headers, text } = await get(path, { Accept: accept })
      expect(headers.get('Content-Type')).toBe('text/markdown; charset=utf-8')
      expect(headers.get('Vary')).toContain('Accept')
      expect(text).toBe(written)
    }
    expect((await browse(`${path}.md`)).text).toBe(written)
  })
})

test('/docs/errors leads to the page of every code, with its status and what to do', async () => {
  const { text } = await browse('/docs/errors')
  for (const code of ERROR_CODES) {
    expect(text).toContain(`<a href="/docs/errors/${code}"><code>${code}</code></a>`)
    const row = text.split('<tr>').find((one) => one.includes(`/docs/errors/${code}"`))
    expect(row).toContain(`<td>${ERRORS[code].status}</td>`)
    expect(row?.replaceAll(/<\/?code>/g, '`')).toContain(ERRORS[code].fix)
  }
})

test('/docs/instances leads to what is known about the data of each built-in instance', async () => {
  const { text } = await browse('/docs/instances')
  const ids = BUILT_IN.map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(5)
  for (const { id, folder } of BUILT_IN) {
    expect(text).toContain(`<a href="/docs/instances/${id}">`)
    const path = `/docs/instances/${id}`
    const written = readFileSync(join(folder, 'notes.md'), 'utf8')
    expect((await get(path, { Accept: '*/*' })).text).toBe(written)
    expect((await browse(path)).text).toContain(`<h1`)
  }
  const { text: page } = await browse('/docs/instances/so2sat-lcz42-landscape-72')
  expect(page).toContain('<a href="/docs/instances/so2sat-lcz42-landscape-100">')
})

test('/docs/guides says of each guide in a sentence what it is about', async () => {
  const { text } = await get('/docs/guides', { Accept: '*/*' })
  const lines = text.split('\n').filter((line) => line.startsWith('- ['))
  expect(lines.length).toBeGreaterThan(8)
  for (const line of lines) expect(line).toMatch(/^- \[.+\]\(.+\.md\): .{20,}\.$/)
  expect((await browse('/docs/guides')).text).toContain('<a href="/docs">API reference</a>')
})

test('/docs/cards leads to the card of each surrogate, and every guide to it', async () => {
  const { text } = await browse('/docs/cards')
  const cards = files.filter((file) => file.startsWith('cards/'))
  expect(cards.length).toBeGreaterThan(5)
  for (const card of cards) {
    expect(text).toContain(`<a href="/docs/${card.replace(/\.md$/, '')}">`)
  }
  expect((await browse('/docs/api')).text).toContain('<a href="/docs/cards">')
})

test('/ is text in a terminal and a page in a browser', async () => {
  expect((await get('/', { Accept: '*/*' })).headers.get('Content-Type')).toMatch(/^text\/plain/)
  const { headers, text } = await browse('/')
  expect(headers.get('Content-Type')).toMatch(/^text\/html/)
  expect(headers.get('Vary')).toContain('Accept')
  expect(text).toContain('<a href="/docs">')
})

test('an address that does not exist is a page in a browser, and a problem document for others', async () => {
  const page = await browse('/docs/nothing')
  expect(page.status).toBe(404)
  expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('Cache-Control')).toBe('no-store')
  expect(page.headers.get('Vary')).toContain('Accept')
  expect(page.text).toContain('<a href="/docs/errors/route_not_found">')
  const problem = await get('/docs/nothing', { Accept: '*/*' })
  expect(problem.status).toBe(404)
  expect(JSON.parse(problem.text).code).toBe('route_not_found')
  const escaped = await browse('/%3Cscript%3Ealert(1)%3C/script%3E')
  expect(escaped.text).not.toMatch(/<script(?! type="module" src=)/)
})

describe('every page', () => {
  const paths = ['/', '/docs/api', '/docs/errors', '/docs/errors/internal']

  test('lets the browser run and ask for nothing but what is here', async () => {
    for (const path of paths) {
      const { headers } = await browse(path)
      const policy = headers.get('Content-Security-Policy') ?? ''
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; connect-src 'self'; /)
      expect(policy).not.toMatch(/unsafe|https?:|data:|blob:|\*/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    }
  })

  test('has an ETag of its content, and is not sent again to who has it', async () => {
    for (const path of [...paths, '/openapi.json', '/docs/style.css']) {
      const { headers } = await browse(path)
      const etag = headers.get('ETag') ?? ''
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      const again = await get(path, { Accept: BROWSER, 'If-None-Match': etag })
      expect([again.status, again.text]).toStrictEqual([304, ''])
    }
  })

  test('has style sheets and an icon whose addresses change with them', async () => {
    const { text } = await browse('/')
    const [style, explorer, icon] = [
      /"(\/docs\/style\.css\?\w{12})"/,
      /"(\/docs\/explorer\.css\?\w{12})"/,
      /"(\/docs\/icon\.svg\?\w{12})"/,
    ].map((pattern) => pattern.exec(text)?.[1] ?? '')
    for (const [path, type] of [
      [style, 'text/css; charset=utf-8'],
      [explorer, 'text/css; charset=utf-8'],
      [icon, 'image/svg+xml'],
    ]) {
      const { status, headers } = await get(path ?? '')
      expect([status, headers.get('Content-Type')]).toStrictEqual([200, type])
      expect(headers.get('Cache-Control')).toContain('immutable')
    }
  })
})
