import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { serve } from '../../api/http/server.ts'
import { openBrowser } from '../support/browser.ts'
import { exampleApp } from '../support/example-release.ts'

const browser: Browser | null = await openBrowser()
const server = await serve(await exampleApp(), { port: 0, host: '127.0.0.1' })
const base = `http://127.0.0.1:${server.port}`

afterAll(async () => {
  await browser?.close()
  await server.close()
})

beforeEach((context: TestContext) => {
  context.skip(browser === null, 'no Chromium: neither the npm package nor an installed one starts')
})

interface Seen {
  page: Page
  /** What the browser complained of, the policy's violations included. */
  complaints: string[]
  requested: string[]
}

async function open(path: string, width = 1280, scheme: 'light' | 'dark' = 'light') {
  const page = await (browser as Browser).newPage({
    viewport: { width, height: 900 },
    colorScheme: scheme,
  })
  const seen: Seen = { page, complaints: [], requested: [] }
  page.on('console', (message) => seen.complaints.push(message.text()))
  page.on('pageerror', (error) => seen.complaints.push(error.message))
  page.on('requestfailed', (request) => seen.complaints.push(request.url()))
  page.on('response', (response) => {
    if (response.status() >= 400) seen.complaints.push(`${response.status()} ${response.url()}`)
  })
  page.on('request', (request) => seen.requested.push(request.url()))
  await page.goto(base + path, { waitUntil: 'networkidle' })
  return seen
}

const PATHS = ['/docs', '/docs/api', '/docs/surrogate', '/docs/errors', '/docs/errors/internal']

describe.each(PATHS)('%s', (path) => {
  test('loads from its own origin only, without a complaint of the browser', async () => {
    const { page, complaints, requested } = await open(path)
    expect(complaints).toStrictEqual([])
    expect(requested).toContainEqual(expect.stringContaining('/docs/style.css'))
    expect(requested.filter((url) => !url.startsWith(`${base}/`))).toStrictEqual([])
    await page.close()
  })

  test('is no wider than a phone of 390 pixels', async () => {
    const { page } = await open(path, 390)
    const width = await page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBeLessThanOrEqual(390)
    await page.close()
  })
})

test.each(['api', 'ingest', 'surrogate', 'running', 'errors'])(
  'tables of /docs/%s are not clipped at 1,400 pixels',
  async (guide) => {
    const { page } = await open(`/docs/${guide}`, 1400)
    const hidden = `[...document.querySelectorAll('.wide')]
      .filter((table) => table.scrollWidth > table.clientWidth).map((table) => table.textContent.slice(0, 80))`
    expect(await page.evaluate(hidden)).toStrictEqual([])
    // Wider than a column of text.
    expect(await page.evaluate(`document.querySelector('.wide').clientWidth`)).toBeGreaterThan(1000)
    await page.close()
  },
)

test('an underline runs below the underscores of a code', async () => {
  const { page } = await open('/docs/errors')
  const offset = (await page.evaluate(`(() => {
    const style = getComputedStyle(document.querySelector('td a > code'))
    return Number.parseFloat(style.textUnderlineOffset) / Number.parseFloat(style.fontSize)
  })()`)) as number
  expect(offset).toBeGreaterThanOrEqual(0.4)
  await page.close()
})

test('the policy stops a script, an inline style and a picture from elsewhere', async () => {
  const { page, complaints } = await open('/docs')
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend',
    '<p style="color: red">x</p><img src="https://example.org/x.png">')`)
  await page.evaluate(`document.body.append(Object.assign(document.createElement('script'), {
    textContent: 'document.title = "run"' }))`)
  await expect.poll(() => complaints.length).toBeGreaterThanOrEqual(3)
  for (const directive of ['style-src', 'img-src', 'script-src']) {
    expect(complaints.some((one) => one.includes(directive))).toBe(true)
  }
  expect(await page.title()).not.toBe('run')
  await page.close()
})

test('the links of the navigation lead to their pages, and the one that is shown is marked', async () => {
  const { page } = await open('/docs')
  const names = await page.locator('header nav a').allTextContents()
  expect(names).toEqual(expect.arrayContaining(['Draw a cell', 'Data faults', 'Docs']))
  for (const name of ['Draw a cell', 'Data faults']) {
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click()
    expect(await page.locator('h1').textContent()).toBe(name)
    expect(await page.locator('header a[aria-current=page]').textContent()).toBe(name)
  }
  await page.getByRole('link', { name: 'Docs', exact: true }).click()
  for (const name of ['The API', 'Errors', 'Data']) {
    await page.locator('.contents').getByRole('link', { name, exact: true }).last().click()
    expect(await page.locator('h1').textContent()).toBe(name)
    expect(await page.locator('.contents a[aria-current=page]').textContent()).toBe(name)
  }
  await page.close()
})

test('a deep link shows its operation, and from there its errors can be reached', async () => {
  const { page } = await open('/docs#listNeighbours')
  const top = 'document.getElementById("listNeighbours").getBoundingClientRect().top'
  expect(Math.abs((await page.evaluate(top)) as number)).toBeLessThan(120)
  await page.locator('#listNeighbours a', { hasText: 'architecture_not_found' }).click()
  expect(await page.locator('h1').textContent()).toBe('architecture_not_found')
  await page.close()
})

test('one language is shown at a time, chosen with the keyboard too', async () => {
  const { page } = await open('/docs')
  const visible = async () =>
    page
      .locator('#query .snippet:visible figcaption')
      .evaluateAll((captions) => [...new Set(captions.map((one) => one.textContent))])
  expect(await visible()).toStrictEqual(['curl'])
  await page.getByLabel('Python').check()
  expect(await visible()).toStrictEqual(['Python'])
  await page.keyboard.press('ArrowRight')
  expect(await visible()).toStrictEqual(['TypeScript'])
  await page.close()
})

test('text stands out from its background, in light and dark', async () => {
  const brightness = `(() => {
    const { color, backgroundColor } = getComputedStyle(document.body)
    const luminance = (text) => text.match(/\\d+/g).slice(0, 3)
      .map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
      .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0)
    return [luminance(color), luminance(backgroundColor)]
  })()`
  for (const scheme of ['light', 'dark'] as const) {
    const { page } = await open('/docs/api', 1280, scheme)
    const [text = 0, background = 0] = (await page.evaluate(brightness)) as number[]
    const [low, high] = [Math.min(text, background), Math.max(text, background)]
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(7)
    expect(text > background).toBe(scheme === 'dark')
    await page.close()
  }
})
